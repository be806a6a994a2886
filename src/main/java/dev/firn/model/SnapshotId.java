package dev.firn.model;

import java.util.UUID;

/** Names one snapshot in a vault: the UUID btrfs gave to the read-only subvolume. */
public record SnapshotId(UUID uuid) implements Comparable<SnapshotId> {

    public SnapshotId {
        Uuids.requireNotNil(uuid, "snapshot");
    }

    /** The snapshot that {@code text}, a UUID in its usual form, names. */
    public static SnapshotId parse(String text) {
        return new SnapshotId(Uuids.parse(text));
    }

    @Override
    public int compareTo(SnapshotId other) {
        return Uuids.compare(uuid, other.uuid);
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
