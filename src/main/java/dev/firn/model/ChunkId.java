package dev.firn.model;

import java.util.UUID;

/** Names one chunk in storage. Made by Firn for each attempt to store it. */
public record ChunkId(UUID uuid) implements Comparable<ChunkId> {

    public ChunkId {
        Uuids.requireNotNil(uuid, "chunk");
    }

    /** The chunk that {@code text}, a UUID in its usual form, names. */
    public static ChunkId parse(String text) {
        return new ChunkId(Uuids.parse(text));
    }

    @Override
    public int compareTo(ChunkId other) {
        return Uuids.compare(uuid, other.uuid);
    }

    @Override
    public String toString() {
        return uuid.toString();
    }
}
