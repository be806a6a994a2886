package dev.firn.workflow;

import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.Snapshot;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which snapshot of a volume is newer, whatever clocks say. In one file system generations only
 * grow. A volume that was lost and adopted on another one goes on there with generations of their
 * own: what was taken of a subvolume that was first seen later is newer than all before it.
 */
final class Generations {

    private Generations() {}

    /**
     * Oldest first.
     *
     * @param all snapshots of the volume
     */
    static Comparator<Snapshot> order(SequenceHead volume, List<Snapshot> all) {
        Map<Snapshot, Integer> subvolumes = new HashMap<>();
        Map<Optional<UUID>, Integer> seen = new HashMap<>();
        int latest = 0;
        for (Snapshot snapshot : all.stream().sorted(byPlace(volume)).toList()) {
            // What was received has the origin that receive gave it: it says nothing.
            if (snapshot.source().received().isEmpty()) {
                latest = seen.computeIfAbsent(snapshot.source().origin(), _ -> seen.size());
            }
            subvolumes.put(snapshot, latest);
        }
        return Comparator.comparingInt((Snapshot snapshot) -> subvolumes.getOrDefault(snapshot, 0))
                .thenComparingLong(snapshot -> snapshot.source().generation())
                .thenComparing(snapshot -> snapshot.source().taken());
    }

    /** In the order in which they were stored. */
    private static Comparator<Snapshot> byPlace(SequenceHead volume) {
        List<SequenceId> sequences = volume.sequences();
        return Comparator.comparingInt(
                        (Snapshot snapshot) -> sequences.indexOf(snapshot.place().sequence()))
                .thenComparingInt(snapshot -> snapshot.place().position());
    }
}
