package dev.firn.vault;

import dev.firn.model.Chunk;
import dev.firn.model.ChunkId;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import dev.firn.storage.ObjectKey;
import java.util.UUID;

/** The keys of a vault's objects; docs/format.md, section "Objects". */
public final class ObjectKeys {

    static final ObjectKey MARKER = new ObjectKey("vault.json");

    /** What the keys of all manifests, signatures and indexes start with. */
    static final String SNAPSHOTS = "snapshots/";

    private ObjectKeys() {}

    /** Where a chunk is stored. Sorts by stream offset within a snapshot. */
    public static ObjectKey chunk(SnapshotId snapshot, Chunk chunk) {
        return chunk(snapshot, chunk.offset(), chunk.id());
    }

    static ObjectKey chunk(SnapshotId snapshot, long offset, ChunkId id) {
        return new ObjectKey(chunks(snapshot) + "%016x-%s".formatted(offset, id));
    }

    /** What the keys of all chunks of a snapshot start with. */
    static String chunks(SnapshotId snapshot) {
        return "chunks/%s/".formatted(snapshot);
    }

    static ObjectKey host(Sha256 fingerprint) {
        return new ObjectKey("hosts/%s.pem".formatted(fingerprint));
    }

    static ObjectKey manifest(VolumeId volume, SnapshotId snapshot) {
        return inSnapshot(volume, snapshot, "manifest.json");
    }

    static ObjectKey signature(VolumeId volume, SnapshotId snapshot) {
        return inSnapshot(volume, snapshot, "manifest.sig");
    }

    /** A further page; {@code page} counts from 1. */
    static ObjectKey manifestPage(VolumeId volume, SnapshotId snapshot, int page) {
        return inSnapshot(volume, snapshot, "manifest-%04d.json".formatted(page));
    }

    /** The index that one attempt stored. */
    static ObjectKey index(VolumeId volume, SnapshotId snapshot, UUID id) {
        return inSnapshot(volume, snapshot, "index-" + id);
    }

    /** What the keys of all indexes of a snapshot begin with, and of statements about them. */
    static String indexes(VolumeId volume, SnapshotId snapshot) {
        return inSnapshot(volume, snapshot, "index-").name();
    }

    /** What the keys of all states of a snapshot begin with, and of statements about them. */
    static String states(VolumeId volume, SnapshotId snapshot) {
        return states(volume) + snapshot + "/";
    }

    /** The same of a volume: apart from manifests, so that few keys are listed to find one. */
    static String states(VolumeId volume) {
        return "states/%s/".formatted(volume);
    }

    private static ObjectKey inSnapshot(VolumeId volume, SnapshotId snapshot, String name) {
        return new ObjectKey("snapshots/%s/%s/%s".formatted(volume, snapshot, name));
    }
}
