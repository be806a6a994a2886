package dev.firn.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * One page of a sequence. A sequence is a list of pages so that appending to a long one stays
 * cheap.
 *
 * @param number 1 for the volume's first sequence
 * @param page counted from 0
 * @param snapshots oldest first, in the order they were committed
 */
public record SequencePage(
        SequenceId sequence, VolumeId volume, int number, int page, List<SnapshotId> snapshots) {

    /** With so many snapshots a page is full: 9 kB, so that an append costs 9 write units. */
    public static final int SNAPSHOTS_MAX = 512;

    public SequencePage {
        snapshots = List.copyOf(snapshots);
        Checks.that(number > 0, "a sequence has number %d", number);
        Checks.that(page >= 0, "a sequence has page %d", page);
        Checks.that(
                snapshots.size() <= SNAPSHOTS_MAX,
                "a page of a sequence has %d snapshots",
                snapshots.size());
        Checks.that(
                new HashSet<>(snapshots).size() == snapshots.size(),
                "a snapshot is twice in sequence %s",
                sequence);
    }

    /** Whether the next snapshot needs another page. */
    public boolean isFull() {
        return snapshots.size() == SNAPSHOTS_MAX;
    }

    /** This page with one more snapshot. */
    public SequencePage append(SnapshotId snapshot) {
        List<SnapshotId> more = new ArrayList<>(snapshots);
        more.add(snapshot);
        return new SequencePage(sequence, volume, number, page, more);
    }
}
