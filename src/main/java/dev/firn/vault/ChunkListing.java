package dev.firn.vault;

import dev.firn.model.Chunk;
import dev.firn.model.SnapshotId;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What the store says of the chunks of a snapshot, asked for in stream order. Costs a request for
 * each {@value ObjectStore#PAGE_ENTRIES_MAX} of them, where asking for each would double the
 * requests of a restore.
 */
final class ChunkListing {

    private final ObjectStore store;
    private final SnapshotId snapshot;
    private final Deque<ObjectInfo> page = new ArrayDeque<>();
    private Optional<ObjectKey> after = Optional.empty();
    private boolean isAtEnd;

    ChunkListing(ObjectStore store, SnapshotId snapshot) {
        this.store = store;
        this.snapshot = snapshot;
    }

    /**
     * The object of {@code chunk}, which comes after those that were asked for before; empty if it
     * is missing.
     */
    Optional<ObjectInfo> find(Chunk chunk) throws IOException {
        ObjectKey wanted = ObjectKeys.chunk(snapshot, chunk);
        while (true) {
            if (page.isEmpty() && !fill()) {
                return Optional.empty();
            }
            int order = page.getFirst().key().compareTo(wanted);
            if (order > 0) {
                return Optional.empty();
            }
            ObjectInfo first = page.removeFirst();
            if (order == 0) {
                return Optional.of(first);
            }
            // Garbage of an interrupted backup.
        }
    }

    private boolean fill() throws IOException {
        if (!isAtEnd) {
            page.addAll(store.list(ObjectKeys.chunks(snapshot), after));
            isAtEnd = page.isEmpty();
            if (!isAtEnd) {
                after = Optional.of(page.getLast().key());
            }
        }
        return !isAtEnd;
    }
}
