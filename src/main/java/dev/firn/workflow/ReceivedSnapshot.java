package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.sendstream.SubvolumeRename;
import dev.firn.vault.Manifests;
import dev.firn.vault.SnapshotReader;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeDestination;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Receives one snapshot under the name of a partial one and renames it when it is whole and on
 * disk. So every subvolume with its final name is complete, and what an interruption leaves is
 * known by its name and deleted by the next run.
 */
final class ReceivedSnapshot {

    private final VolumeDestination destination;
    private final SnapshotReader reader;
    private final Progress progress;
    private final Path directory;
    private final String volume;

    ReceivedSnapshot(
            VolumeDestination destination,
            SnapshotReader reader,
            Progress progress,
            Path directory,
            String volume) {
        this.destination = destination;
        this.reader = reader;
        this.progress = progress;
        this.directory = directory;
        this.volume = volume;
    }

    /**
     * Receives {@code snapshot}.
     *
     * @param stream checks what is received
     * @param parents the subvolumes that are its parent; empty for a full
     * @return where it is now
     */
    Path receive(
            Snapshot snapshot,
            Manifests.Signed manifest,
            StoredStream stream,
            List<Subvolume> parents)
            throws IOException {
        Path target = freeName(snapshot);
        // Even one that looks whole: that it was made read-only does not say that its data reached
        // the disk before the power failed.
        deletePartials();
        Path partial = directory.resolve(PartialName.fresh(snapshot.id()));
        read(snapshot, manifest, stream, partial);
        requireWhole(partial, snapshot);
        requireParent(partial, snapshot, parents);
        // Its data first: a name that says "complete" must not survive a power failure alone.
        destination.sync(directory);
        // So that it shows for good whether it is still what was received: firn adopt asks that.
        destination.seal(partial);
        destination.rename(partial, target);
        destination.sync(directory);
        return target;
    }

    /** The directory is locked, so whatever is left was left by an interruption. */
    private void deletePartials() throws IOException {
        try (DirectoryStream<Path> partials =
                Files.newDirectoryStream(directory, PartialName::isOne)) {
            for (Path partial : partials) {
                destination.delete(partial);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private Path freeName(Snapshot snapshot) {
        String name = LocalSnapshots.restoredName(volume, snapshot.source());
        String longer = name + "-" + snapshot.id().toString().substring(0, 8);
        for (String candidate : List.of(name, longer)) {
            Path target = directory.resolve(candidate);
            if (!exists(target)) {
                return target;
            }
        }
        throw new UserException(
                ErrorKind.FAILED,
                "cannot restore to '%s': '%s' is there already and is something else"
                        .formatted(directory, longer),
                "move it away, or restore to another directory");
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private void read(
            Snapshot snapshot, Manifests.Signed manifest, StoredStream stream, Path partial)
            throws IOException {
        String name = String.valueOf(partial.getFileName());
        progress.begin(snapshot.source().label(), OptionalLong.of(snapshot.stream().bytes()));
        try (VolumeDestination.Receiver receiver = destination.receive(directory)) {
            SubvolumeRename renamed =
                    new SubvolumeRename(receiver, name.getBytes(StandardCharsets.UTF_8));
            reader.read(
                    snapshot,
                    manifest,
                    frame -> {
                        stream.feed(frame);
                        progress.advance(frame.remaining());
                        while (frame.hasRemaining()) {
                            renamed.write(frame);
                        }
                    });
            stream.finish();
            receiver.finish();
        } catch (IOException | RuntimeException e) {
            cleanUp(partial, e);
            throw e;
        } finally {
            progress.end();
        }
    }

    private void cleanUp(Path partial, Exception failure) {
        try {
            if (exists(partial)) {
                destination.delete(partial);
            }
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e); // the next run deletes it
        }
    }

    private void requireWhole(Path partial, Snapshot snapshot) throws IOException {
        Subvolume received = destination.inspect(partial);
        if (!received.readOnly()
                || !received.received().equals(Optional.of(snapshot.streamUuid()))) {
            throw new IOException(
                    "'%s' was received, but btrfs does not say that it is a copy of snapshot %s"
                            .formatted(partial, snapshot.id()));
        }
    }

    /** Btrfs looks for the parent by uuid itself, and several subvolumes can pass for one. */
    private void requireParent(Path partial, Snapshot snapshot, List<Subvolume> parents)
            throws IOException {
        if (snapshot.isFull()) {
            return;
        }
        Optional<UUID> base = destination.inspect(partial).origin();
        if (parents.stream().noneMatch(parent -> Optional.of(parent.uuid()).equals(base))) {
            UserException wrong =
                    new UserException(
                            ErrorKind.FAILED,
                            ("cannot restore snapshot %s to '%s': btrfs received it on top of"
                                            + " subvolume %s, which is not what it was sent against")
                                    .formatted(
                                            snapshot.id(),
                                            directory,
                                            base.map(UUID::toString).orElse("nothing")),
                            "delete that subvolume ('btrfs subvolume list -u' finds it), or restore"
                                    + " to another file system");
            cleanUp(partial, wrong);
            throw wrong;
        }
    }
}
