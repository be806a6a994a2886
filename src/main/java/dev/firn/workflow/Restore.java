package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.thaw.ChunkSupply;
import dev.firn.thaw.Pending;
import dev.firn.thaw.ThawSettings;
import dev.firn.vault.FetchedChunks;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.Vault;
import dev.firn.volume.VolumeDestination;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Brings snapshots back onto a btrfs file system, with everything they were sent against. Chunks
 * that are frozen are thawed before.
 */
public final class Restore {

    private final Vault vault;
    private final SnapshotReader.Settings settings;
    private final Thawing thawing;
    private final VolumeDestination destination;
    private final Progress progress;

    public Restore(
            Vault vault,
            SnapshotReader.Settings settings,
            Thawing thawing,
            VolumeDestination destination,
            Progress progress) {
        this.vault = vault;
        this.settings = settings;
        this.thawing = thawing;
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
     * @param path where the snapshot that was asked for is now; the directory if it is not there
     * @param pending what has to be waited for before the rest can be received
     */
    public record Outcome(
            Snapshot target, List<Snapshot> received, Path path, Optional<Pending> pending) {}

    /**
     * Receives what is missing of the chain that ends with {@code target} into {@code directory}.
     * After an interruption, and after a thaw, the same call goes on where it was.
     */
    public Outcome run(Lookup.Found target, Path directory, SpaceCheck check) throws IOException {
        long free = destination.freeBytes(directory);
        try (var _ = destination.lock(directory)) {
            AtDestination there = new AtDestination(destination, vault, directory);
            List<Snapshot> missing = there.missing(target.snapshot());
            FetchedChunks fetched = there.fetched();
            there.dropReceived(fetched, target.snapshot(), missing);
            ThawSettings how = thawing.settings();
            if (check == SpaceCheck.ON) {
                long left = free + fetched.bytes() - needed(missing);
                requireSpace(target.snapshot(), missing, directory, left);
                how = how.withSpoolAtMost(left);
            }
            NeededChunks needed = new NeededChunks(vault, target, missing);
            ChunkSupply supply = needed.supply(directory, fetched, thawing, how, progress);
            SnapshotReader reader = vault.reader(settings, Optional.of(fetched));
            Path path = there.existing(target.snapshot());
            for (int i = 0; i < missing.size(); i++) {
                if (!supply.bringIn(i)) {
                    return new Outcome(
                            target.snapshot(),
                            missing.subList(0, i),
                            directory,
                            Optional.of(supply.pending()));
                }
                Snapshot next = missing.get(i);
                path =
                        new ReceivedSnapshot(
                                        destination,
                                        reader,
                                        progress,
                                        directory,
                                        target.volume().name())
                                .receive(
                                        next,
                                        needed.manifest(i),
                                        expected(next),
                                        there.parents(next));
                supply.received(i);
            }
            supply.done();
            return new Outcome(target.snapshot(), missing, path, Optional.empty());
        }
    }

    /** What a stream of {@code snapshot} is to be. */
    private StoredStream expected(Snapshot snapshot) throws IOException {
        return new StoredStream(
                snapshot, SignedChain.parent(vault, snapshot).map(Snapshot::streamUuid));
    }

    private static long needed(List<Snapshot> missing) {
        return missing.stream().mapToLong(s -> s.stream().bytes()).sum();
    }

    private static void requireSpace(
            Snapshot target, List<Snapshot> missing, Path directory, long left) {
        if (left < 0) {
            long needed = needed(missing);
            throw new UserException(
                    ErrorKind.NO_SPACE,
                    "cannot restore snapshot %s to '%s': about %s are needed and %s are free"
                            .formatted(
                                    target.id(),
                                    directory,
                                    Sizes.text(needed),
                                    Sizes.text(needed + left)),
                    "restore to a larger file system, or add --no-space-check if it compresses");
        }
    }

    /**
     * Writes the send stream of one snapshot to {@code target}, checked like a restore. What is
     * wrong may show only when part of it was written. There is no place to keep chunks: all of
     * them are readable before it begins.
     *
     * @return what has to be waited for before anything is written
     */
    public Optional<Pending> stream(Lookup.Found found, WritableByteChannel target)
            throws IOException {
        Snapshot snapshot = found.snapshot();
        NeededChunks needed = new NeededChunks(vault, found, List.of(snapshot));
        ChunkSupply supply = needed.supply(thawing, progress);
        if (!supply.bringIn(0)) {
            return Optional.of(supply.pending());
        }
        StoredStream stream = expected(snapshot);
        progress.begin(snapshot.source().label(), OptionalLong.of(snapshot.stream().bytes()));
        try {
            vault.reader(settings)
                    .read(
                            snapshot,
                            needed.manifest(0),
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
        supply.done();
        return Optional.empty();
    }
}
