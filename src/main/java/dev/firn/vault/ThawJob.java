package dev.firn.vault;

import dev.firn.model.SnapshotId;
import dev.firn.storage.ThawTier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a host notes of a restore that has chunks thawed. Times are the store's.
 *
 * @param target the snapshot that was asked for
 * @param volume its volume's name
 * @param destination where it is restored to
 * @param tier the slowest that chunks were asked for with
 * @param days for which they stay readable
 * @param agreed when somebody agreed to what it costs
 * @param ready when all that was asked for is readable, at the latest
 * @param askedUpTo the last chunk that was asked for, in the order in which they are read
 * @param snapshots those that are missing at the destination, whose chunks are needed
 */
public record ThawJob(
        SnapshotId target,
        String volume,
        String destination,
        ThawTier tier,
        int days,
        Instant agreed,
        Instant ready,
        Optional<Mark> askedUpTo,
        List<SnapshotId> snapshots) {

    public ThawJob {
        snapshots = List.copyOf(snapshots);
    }

    /** A chunk, by where it starts in the stream of its snapshot. */
    public record Mark(SnapshotId snapshot, long offset) {}

    /** The same, asked for with another tier. */
    public ThawJob with(ThawTier newTier) {
        return new ThawJob(
                target, volume, destination, newTier, days, agreed, ready, askedUpTo, snapshots);
    }

    /** The same with more chunks asked for. */
    public ThawJob asked(Optional<Mark> upTo, Instant newReady) {
        return new ThawJob(
                target, volume, destination, tier, days, agreed, newReady, upTo, snapshots);
    }
}
