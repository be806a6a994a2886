package dev.firn.vault;

import dev.firn.codec.ChunkEncoder;
import dev.firn.codec.ChunkHeader;
import dev.firn.keys.Recipients;
import dev.firn.model.Chunk;
import dev.firn.model.ChunkId;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts compressed frames together to encrypted chunks and hands those to the uploads. A chunk that
 * an earlier attempt stored, as the journal says, is dropped when its digest is known: the time it
 * took to make it passes while the sender is at work anyway.
 *
 * <p>Used by one thread, but for {@link #abort}.
 */
final class ChunkAssembler {

    private final VaultId vault;
    private final SnapshotId snapshot;
    private final Recipients recipients;
    private final StoredBytesFactory memory;
    private final ChunkUploads uploads;
    private @Nullable OpenChunk open;
    private long position;

    /** The chunk that is being put together. */
    private record OpenChunk(
            ChunkId id,
            long offset,
            StoredBytes bytes,
            ChunkEncoder encoder,
            List<Integer> frames) {}

    /** What all chunks of a stream have in common. */
    record Target(VaultId vault, SnapshotId snapshot, Recipients recipients) {}

    ChunkAssembler(Target target, StoredBytesFactory memory, ChunkUploads uploads) {
        this.vault = target.vault();
        this.snapshot = target.snapshot();
        this.recipients = target.recipients();
        this.memory = memory;
        this.uploads = uploads;
    }

    /** Says whom to tell when an upload fails. */
    void onFailure(Consumer<Throwable> listener) {
        uploads.onFailure(listener);
    }

    /** Adds one compressed frame of {@code plainBytes} of the stream. */
    void frame(ByteBuffer packed, int plainBytes) throws IOException {
        OpenChunk chunk = open == null ? begin() : open;
        open = chunk;
        chunk.frames().add(packed.remaining());
        chunk.encoder().frame(packed);
        position += plainBytes;
    }

    private OpenChunk begin() throws IOException {
        ChunkId id = new ChunkId(UUID.randomUUID());
        StoredBytes bytes = memory.create();
        ChunkEncoder encoder =
                new ChunkEncoder(new ChunkHeader(vault, snapshot, id, position), recipients, bytes);
        return new OpenChunk(id, position, bytes, encoder, new ArrayList<>());
    }

    /** Ends the chunk; {@code plain} is the digest of its bytes of the stream. */
    void endChunk(Sha256 plain) throws IOException {
        OpenChunk ended = open;
        if (ended == null) {
            throw new IllegalStateException("no chunk was begun");
        }
        open = null;
        ended.encoder().finish();
        ended.bytes().close();
        Optional<Chunk> stored =
                uploads.storedBefore(ended.offset(), position - ended.offset(), plain);
        if (stored.isPresent()) {
            ended.bytes().discard();
            return;
        }
        uploads.submit(
                new Chunk(
                        ended.id(),
                        ended.offset(),
                        position - ended.offset(),
                        ended.bytes().length(),
                        ended.bytes().sha256(),
                        plain,
                        ended.frames()),
                ended.bytes());
    }

    /** Waits until every chunk is stored and in the journal. */
    void finish() throws IOException {
        uploads.finish();
    }

    StreamWriter.Totals totals() {
        return uploads.totals();
    }

    void abort(Throwable cause) {
        memory.abort(cause);
        uploads.abort();
    }

    void close() {
        uploads.close();
        OpenChunk abandoned = open;
        if (abandoned != null) {
            abandoned.bytes().discard();
        }
    }
}
