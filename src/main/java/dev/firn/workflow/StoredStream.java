package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.sendstream.MalformedStreamException;
import dev.firn.sendstream.SendCommandListener;
import dev.firn.sendstream.SendStreamParser;
import dev.firn.sendstream.StreamSummary;
import dev.firn.vault.DamagedVaultException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks a stream from the vault while its bytes pass: that it is a send stream, of the snapshot
 * that its record describes, sent against the parent that its record names. That its bytes are what
 * a host signed does not say so.
 */
final class StoredStream {

    private final Snapshot snapshot;
    private final Optional<UUID> parent;
    private final SendStreamParser parser;

    /**
     * The stream of {@code snapshot}.
     *
     * @param parent the uuid that the parent's own stream carries; empty for a full
     */
    StoredStream(Snapshot snapshot, Optional<UUID> parent) {
        this(snapshot, parent, (command, place) -> {});
    }

    /** The same, with somebody who is told of its commands. */
    StoredStream(Snapshot snapshot, Optional<UUID> parent, SendCommandListener listener) {
        this.snapshot = snapshot;
        this.parent = parent;
        this.parser = new SendStreamParser(listener);
    }

    /**
     * Takes the next bytes, whose position stays as it is.
     *
     * @throws DamagedVaultException if they do not go on a valid stream
     */
    void feed(ByteBuffer bytes) {
        try {
            parser.feed(bytes.duplicate());
        } catch (MalformedStreamException e) {
            throw damaged(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Says that there are no more bytes.
     *
     * @throws DamagedVaultException if the stream is not complete, or is another one
     */
    StreamSummary finish() {
        StreamSummary summary;
        try {
            summary = parser.finish();
        } catch (MalformedStreamException e) {
            throw damaged(String.valueOf(e.getMessage()), e);
        }
        if (!summary.uuid().equals(snapshot.streamUuid())
                || summary.generation() != snapshot.source().generation()) {
            throw damaged(
                    "its stream is of snapshot %s, generation %d"
                            .formatted(summary.uuid(), summary.generation()),
                    null);
        }
        Optional<UUID> against = summary.parent().map(StreamSummary.Parent::uuid);
        if (!against.equals(parent)) {
            throw damaged(
                    "its stream was sent against "
                            + against.map(uuid -> "snapshot " + uuid).orElse("nothing"),
                    null);
        }
        return summary;
    }

    private DamagedVaultException damaged(String reason, @Nullable Throwable cause) {
        return new DamagedVaultException(
                "cannot restore snapshot %s: %s".formatted(snapshot.id(), reason),
                "restore another snapshot and report this",
                cause);
    }
}
