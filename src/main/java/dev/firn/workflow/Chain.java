package dev.firn.workflow;

import dev.firn.catalog.Catalog;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The snapshots that have to be received, or replayed, one after the other to get one of them. */
final class Chain {

    private Chain() {}

    /**
     * From {@code target} back to a full, or to a snapshot that {@code present} has; that one is
     * left out. Oldest first.
     */
    static List<Snapshot> to(Snapshot target, Catalog catalog, Presence present)
            throws IOException {
        List<Snapshot> chain = new ArrayList<>();
        Set<SnapshotId> seen = new HashSet<>();
        Optional<Snapshot> next = Optional.of(target);
        while (next.isPresent() && !present.has(next.get())) {
            Snapshot snapshot = next.get();
            if (!seen.add(snapshot.id())) {
                throw damaged(target, "snapshot %s is its own ancestor".formatted(snapshot.id()));
            }
            chain.add(snapshot);
            next = parent(snapshot, target, catalog);
        }
        return chain.reversed();
    }

    private static Optional<Snapshot> parent(Snapshot snapshot, Snapshot target, Catalog catalog)
            throws IOException {
        Optional<SnapshotId> id = snapshot.parent();
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                catalog.snapshot(snapshot.place().volume(), id.get())
                        .orElseThrow(() ->
                                damaged(
                                        target,
                                        "it needs snapshot %s, which is not in the vault"
                                                .formatted(id.get()))));
    }

    private static UserException damaged(Snapshot target, String reason) {
        return new UserException(
                ErrorKind.VAULT_DAMAGED,
                "cannot use snapshot %s: %s".formatted(target.id(), reason),
                "use an older snapshot; 'firn list' shows which there are");
    }

    /** Tells whether a snapshot need not be received any more. */
    @FunctionalInterface
    interface Presence {
        boolean has(Snapshot snapshot) throws IOException;
    }
}
