package dev.firn.vault;

import dev.firn.catalog.Catalog.Visitor;
import dev.firn.model.Chunk;
import dev.firn.model.SnapshotId;
import dev.firn.storage.FrozenObjectException;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.ThawAnswer;
import dev.firn.storage.ThawRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chunks as objects of the store: whether they are there, and how to get at frozen ones. */
public final class ChunkObjects {

    private final ObjectStore store;

    ChunkObjects(ObjectStore store) {
        this.store = store;
    }

    /** Passes all objects that are chunks of a snapshot, or garbage beside them. */
    public void forEach(SnapshotId snapshot, Visitor<ObjectInfo> visitor) throws IOException {
        Optional<ObjectKey> after = Optional.empty();
        while (true) {
            List<ObjectInfo> page = store.list(ObjectKeys.chunks(snapshot), after);
            if (page.isEmpty()) {
                return;
            }
            for (ObjectInfo object : page) {
                visitor.visit(object);
            }
            after = Optional.of(page.getLast().key());
        }
    }

    /** Begins to ask for the chunks of a snapshot. */
    public Listing list(SnapshotId snapshot) {
        return new Listing(snapshot);
    }

    /**
     * What the store says of chunks, asked for in stream order. Costs a request for each {@value
     * ObjectStore#PAGE_ENTRIES_MAX} objects up to the last that is asked for.
     */
    public final class Listing {

        private final SnapshotId snapshot;
        private final ChunkListing listing;

        private Listing(SnapshotId snapshot) {
            this.snapshot = snapshot;
            this.listing = new ChunkListing(store, snapshot);
        }

        /**
         * The object of {@code chunk}.
         *
         * @throws DamagedVaultException if it is missing or has another length than was stored
         */
        public ObjectInfo find(Chunk chunk) throws IOException {
            ObjectInfo object =
                    listing.find(chunk)
                            .orElseThrow(() -> damaged(snapshot, chunk, "it is missing", null));
            // Bytes that were cut off or put on would not show in the range that is read.
            if (object.bytes() != chunk.storedBytes()) {
                throw damaged(
                        snapshot,
                        chunk,
                        "it has %d bytes, and the manifest says %d"
                                .formatted(object.bytes(), chunk.storedBytes()),
                        null);
            }
            return object;
        }
    }

    /**
     * Asks for the thaw of a chunk.
     *
     * @throws DamagedVaultException if it is missing
     */
    public ThawAnswer thaw(SnapshotId snapshot, Chunk chunk, ThawRequest request)
            throws IOException {
        try {
            return store.thaw(ObjectKeys.chunk(snapshot, chunk), request);
        } catch (NoSuchObjectException e) {
            throw damaged(snapshot, chunk, "it is missing", e);
        }
    }

    /**
     * Fetches a chunk into {@code target}. False if it is frozen.
     *
     * @throws DamagedVaultException if it is missing or is not what was stored
     */
    public boolean fetch(SnapshotId snapshot, Chunk chunk, FetchedChunks target)
            throws IOException {
        ObjectKey key = ObjectKeys.chunk(snapshot, chunk);
        try (InputStream in = store.open(key, 0, chunk.storedBytes())) {
            if (!target.add(snapshot, chunk, in)) {
                throw damaged(snapshot, chunk, "its SHA-256 is wrong", null);
            }
            return true;
        } catch (NoSuchObjectException e) {
            throw damaged(snapshot, chunk, "it is missing", e);
        } catch (FrozenObjectException e) {
            return false;
        }
    }

    static DamagedVaultException damaged(
            SnapshotId id, Chunk chunk, String reason, @Nullable Throwable cause) {
        return new DamagedVaultException(
                "cannot read chunk '%s': %s".formatted(ObjectKeys.chunk(id, chunk), reason),
                "get the object back from a copy of the vault, or restore another snapshot",
                cause);
    }
}
