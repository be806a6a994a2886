package dev.firn.workflow;

import dev.firn.catalog.Catalog;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** How two snapshots of a volume hang together. */
final class Lineage {

    private Lineage() {}

    /** Whether {@code older} is in the chain that ends with {@code newer}. */
    static boolean isInChainOf(Snapshot newer, Snapshot older, Catalog catalog) throws IOException {
        Set<SnapshotId> seen = new HashSet<>();
        Optional<Snapshot> at = Optional.of(newer);
        while (at.isPresent() && seen.add(at.get().id())) {
            if (at.get().id().equals(older.id())) {
                return true;
            }
            Optional<SnapshotId> parent = at.get().parent();
            at =
                    parent.isEmpty()
                            ? Optional.empty()
                            : catalog.snapshot(newer.place().volume(), parent.get());
        }
        return false;
    }
}
