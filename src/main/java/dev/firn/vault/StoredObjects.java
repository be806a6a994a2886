package dev.firn.vault;

import dev.firn.model.SnapshotId;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All objects of a vault, whatever its records say; docs/format.md, section "Objects". */
public final class StoredObjects {

    private static final String CHUNKS = "chunks";
    private static final Set<String> DESCRIPTIONS = Set.of("snapshots", "states");

    private StoredObjects() {}

    /** Sees each object. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * Sees one.
         *
         * @param owner the snapshot it was stored for; garbage of an attempt has one, too
         */
        void see(ObjectInfo object, Kind kind, Optional<SnapshotId> owner) throws IOException;
    }

    /** What an object is for. */
    public enum Kind {
        /** Of a stream. */
        CHUNK,
        /** Manifest, signature, index, state. */
        DESCRIPTION,
        /** Of the vault as a whole, or nothing that Firn put there. */
        OTHER
    }

    static void visit(ObjectStore store, Visitor visitor) throws IOException {
        Optional<ObjectKey> last = Optional.empty();
        List<ObjectInfo> page = store.list("", last);
        while (!page.isEmpty()) {
            for (ObjectInfo object : page) {
                show(object, visitor);
            }
            page = store.list("", Optional.of(page.getLast().key()));
        }
    }

    private static void show(ObjectInfo object, Visitor visitor) throws IOException {
        List<String> segments = List.of(object.key().toString().split("/", -1));
        boolean isChunk = segments.size() == 3 && segments.get(0).equals(CHUNKS);
        boolean isDescription = segments.size() == 4 && DESCRIPTIONS.contains(segments.get(0));
        Optional<SnapshotId> owner =
                isChunk || isDescription
                        ? snapshot(segments.get(segments.size() - 2))
                        : Optional.empty();
        Kind kind = isChunk ? Kind.CHUNK : Kind.DESCRIPTION;
        visitor.see(object, owner.isPresent() ? kind : Kind.OTHER, owner);
    }

    private static Optional<SnapshotId> snapshot(String text) {
        try {
            return Optional.of(SnapshotId.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
