package dev.firn.model;

import java.util.UUID;

/** Names one volume: the UUID of the subvolume whose snapshots are backed up. */
public record VolumeId(UUID uuid) implements Comparable<VolumeId> {

    public VolumeId {
        Uuids.requireNotNil(uuid, "volume");
    }

    /** The volume that {@code text}, a UUID in its usual form, names. */
    public static VolumeId parse(String text) {
        return new VolumeId(Uuids.parse(text));
    }

    @Override
    public int compareTo(VolumeId other) {
        return Uuids.compare(uuid, other.uuid);
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
