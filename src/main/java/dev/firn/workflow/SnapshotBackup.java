package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.MalformedStreamException;
import dev.firn.sendstream.SendCommandListener;
import dev.firn.sendstream.SendStreamParser;
import dev.firn.sendstream.StreamSummary;
import dev.firn.vault.IndexUpload;
import dev.firn.vault.Journal;
import dev.firn.vault.NewSnapshot;
import dev.firn.vault.StreamWriter;
import dev.firn.vault.VaultWriter;
import dev.firn.volume.HostVersions;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Sends one snapshot into the vault and commits it. */
final class SnapshotBackup {

    private final Backup.Context context;
    private final String name;
    private final NewSnapshot snapshot;

    SnapshotBackup(Backup.Context context, String name, NewSnapshot snapshot) {
        this.context = context;
        this.name = name;
        this.snapshot = snapshot;
    }

    /**
     * Stores the stream of {@code onDisk}.
     *
     * <p>A process that is stopped (Ctrl-Z) or a machine that is suspended while the kernel sends
     * makes it begin anew after half of a stream (docs/decisions/0032), which the parser refuses.
     * So what is malformed is sent once more, and checked like the first time; what was stored of
     * it before is in the journal.
     */
    BackupOutcome run(Subvolume onDisk, Optional<Subvolume> parent) throws IOException {
        try {
            return attempt(onDisk, parent);
        } catch (MalformedStreamException e) {
            context.progress()
                    .warn(
                            "%s: %s; was Firn stopped, or the machine suspended? The stream cannot go on after that, so it is sent once more"
                                    .formatted(name, e.getMessage()));
            return attempt(onDisk, parent);
        }
    }

    private BackupOutcome attempt(Subvolume onDisk, Optional<Subvolume> parent) throws IOException {
        long began = System.nanoTime();
        context.progress().begin(name, OptionalLong.empty());
        try (Journal journal = context.writer().openJournal(snapshot)) {
            VaultWriter.Stored stored = store(onDisk, parent, journal);
            Snapshot committed = context.writer().commit(snapshot, stored, journal);
            return new BackupOutcome.Stored(
                    committed,
                    snapshot.parent(),
                    stored.totals(),
                    Duration.ofNanos(System.nanoTime() - began));
        } finally {
            context.progress().end();
        }
    }

    private VaultWriter.Stored store(Subvolume onDisk, Optional<Subvolume> parent, Journal journal)
            throws IOException {
        HostVersions versions = context.source().versions();
        DataCount data = new DataCount();
        try (IndexUpload index = context.writer().newIndex(snapshot);
                StreamWriter stream = context.writer().newStream(snapshot, journal);
                VolumeSource.SendStream sender = context.source().send(onDisk, parent);
                StreamEstimate estimate =
                        StreamEstimate.begin(
                                context.progress().isWatched(), context.source(), onDisk, parent)) {
            SendCommandListener listener = index.listener();
            SendStreamParser parser =
                    new SendStreamParser((command, place) -> {
                        data.command(command, place);
                        listener.command(command, place);
                    });
            pump(sender, new Checked(parser, data), stream, estimate);
            StreamSummary summary = parser.finish();
            requireExpected(summary, onDisk, parent);
            StreamWriter.Totals totals = stream.finish();
            return new VaultWriter.Stored(
                    totals,
                    index.store(summary, journal),
                    summary.version(),
                    new Snapshot.Versions(
                            versions.kernel(), versions.btrfsProgs(), context.firnVersion()));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The parser, and what it tells of the stream. */
    private record Checked(SendStreamParser parser, DataCount data) {}

    /** Every byte is parsed before it is stored: a stream that is wrong is not paid for. */
    private void pump(
            VolumeSource.SendStream sender,
            Checked checked,
            StreamWriter stream,
            StreamEstimate estimate)
            throws IOException {
        boolean more = true;
        while (more) {
            ByteBuffer frame = stream.nextFrame();
            while (more && frame.hasRemaining()) {
                more = sender.read(frame) >= 0;
            }
            checked.parser().feed(frame.duplicate().flip());
            sender.passed(checked.data().bytes());
            estimate.known().ifPresent(context.progress()::expect);
            context.progress().advance(frame.position());
            stream.write(frame);
        }
    }

    private void requireExpected(
            StreamSummary summary, Subvolume onDisk, Optional<Subvolume> parent) {
        boolean expected =
                summary.uuid().equals(onDisk.streamUuid())
                        && summary.generation() == onDisk.changed()
                        && summary.parent().equals(parent.map(SnapshotBackup::inStream));
        if (!expected) {
            throw new UserException(
                    ErrorKind.FAILED,
                    "cannot back up %s: the stream is of another snapshot than was asked for"
                            .formatted(name),
                    "run it again; if that does not help, report it with the output of 'firn"
                            + " --version'");
        }
    }

    /** As the stream of an incremental is to name its parent: by what it is on this host. */
    private static StreamSummary.Parent inStream(Subvolume parent) {
        return new StreamSummary.Parent(parent.streamUuid(), parent.changed());
    }
}
