package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.vault.DamagedVaultException;
import dev.firn.vault.Manifests;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.Vault;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeDestination;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Brings snapshots back onto a btrfs file system, with everything they were sent against. */
public final class Restore {

    private final Vault vault;
    private final SnapshotReader reader;
    private final VolumeDestination destination;
    private final Progress progress;

    public Restore(
            Vault vault,
            SnapshotReader.Settings settings,
            VolumeDestination destination,
            Progress progress) {
        this.vault = vault;
        this.reader = vault.reader(settings);
        this.destination = destination;
        this.progress = progress;
    }

    /** Whether the space on the destination is checked before anything is read. */
    public enum SpaceCheck {
        ON,
        OFF
    }

    /**
     * What a restore did.
     *
     * @param received oldest first; empty if everything was there already
     * @param path where the snapshot that was asked for is now
     */
    public record Outcome(Snapshot target, List<Snapshot> received, Path path) {}

    /**
     * Receives what is missing of the chain that ends with {@code target} into {@code directory}.
     * After an interruption, the same call goes on where it was.
     */
    public Outcome run(Lookup.Found target, Path directory, SpaceCheck check) throws IOException {
        long free = destination.freeBytes(directory);
        try (var _ = destination.lock(directory)) {
            List<Snapshot> missing =
                    Chain.to(target.snapshot(), vault.catalog(), s -> isThere(directory, s));
            if (check == SpaceCheck.ON) {
                requireSpace(target.snapshot(), missing, directory, free);
            }
            // All manifests before the first chunk: signatures, and the chain of digests.
            List<Manifests.Signed> manifests = SignedChain.of(vault, missing);
            if (!manifests.isEmpty()) {
                requireName(target, manifests.getLast());
            }
            Path path = existing(directory, target.snapshot());
            for (int i = 0; i < missing.size(); i++) {
                ReceivedSnapshot one =
                        new ReceivedSnapshot(
                                destination, reader, progress, directory, target.volume().name());
                Snapshot next = missing.get(i);
                path =
                        one.receive(
                                next, manifests.get(i), expected(next), parents(directory, next));
            }
            return new Outcome(target.snapshot(), missing, path);
        }
    }

    private boolean isThere(Path directory, Snapshot snapshot) throws IOException {
        return !finished(directory, snapshot).isEmpty();
    }

    /**
     * The original and received copies, without those that are still under the name of a partial
     * one, and without the original if it was made writable and changed after it was stored.
     */
    private List<Subvolume> finished(Path directory, Snapshot snapshot) throws IOException {
        return destination.find(directory, snapshot.streamUuid()).stream()
                .filter(found -> !PartialName.isOne(found.path()))
                .filter(found -> !isChangedOriginal(found, snapshot))
                .toList();
    }

    private static boolean isChangedOriginal(Subvolume found, Snapshot snapshot) {
        return found.uuid().equals(snapshot.id().uuid())
                && found.changed() != snapshot.source().generation();
    }

    /** What counts as the parent of {@code snapshot} at the destination; nothing for a full. */
    private List<Subvolume> parents(Path directory, Snapshot snapshot) throws IOException {
        Optional<Snapshot> parent = SignedChain.parent(vault, snapshot);
        return parent.isEmpty() ? List.of() : finished(directory, parent.get());
    }

    /** What a stream of {@code snapshot} is to be. */
    private StoredStream expected(Snapshot snapshot) throws IOException {
        return new StoredStream(
                snapshot, SignedChain.parent(vault, snapshot).map(Snapshot::streamUuid));
    }

    private Path existing(Path directory, Snapshot target) throws IOException {
        return finished(directory, target).stream()
                .map(Subvolume::path)
                .findFirst()
                .orElse(directory);
    }

    private static void requireSpace(
            Snapshot target, List<Snapshot> missing, Path directory, long free) {
        long needed = missing.stream().mapToLong(s -> s.stream().bytes()).sum();
        if (needed > free) {
            throw new UserException(
                    ErrorKind.NO_SPACE,
                    "cannot restore snapshot %s to '%s': about %s are needed and %s are free"
                            .formatted(
                                    target.id(), directory, Sizes.text(needed), Sizes.text(free)),
                    "restore to a larger file system, or add --no-space-check if it compresses");
        }
    }

    /** The records tell which volume has a name, and only the manifest is signed. */
    private static void requireName(Lookup.Found target, Manifests.Signed manifest) {
        if (target.name().isPresent() && !target.name().get().equals(manifest.volumeName())) {
            throw new DamagedVaultException(
                    "cannot restore snapshot %s: the records say that its volume is '%s', and its host said '%s'"
                            .formatted(
                                    target.snapshot().id(),
                                    target.name().get(),
                                    manifest.volumeName()),
                    "if the volume was renamed on its host, name it by its uuid: %s@%s"
                            .formatted(target.volume().volume(), target.snapshot().id()),
                    null);
        }
    }

    /**
     * Writes the send stream of one snapshot to {@code target}, checked like a restore. What is
     * wrong may show only when part of it was written.
     */
    public void stream(Lookup.Found found, WritableByteChannel target) throws IOException {
        Snapshot snapshot = found.snapshot();
        Manifests.Signed manifest = SignedChain.of(vault, List.of(snapshot)).getFirst();
        requireName(found, manifest);
        StoredStream stream = expected(snapshot);
        progress.begin(snapshot.source().label(), OptionalLong.of(snapshot.stream().bytes()));
        try {
            reader.read(
                    snapshot,
                    manifest,
                    frame -> {
                        stream.feed(frame);
                        progress.advance(frame.remaining());
                        while (frame.hasRemaining()) {
                            target.write(frame);
                        }
                    });
            stream.finish();
        } finally {
            progress.end();
        }
    }
}
