package dev.firn.vault;

import dev.firn.model.Chunk;

/**
 * What reading a chunk, or what is needed of it, takes.
 *
 * @param requests that are made for it
 * @param bytes of the object that are fetched
 */
public record ChunkRead(int requests, long bytes) {

    /** Reading all of it at once. */
    public static ChunkRead whole(Chunk chunk) {
        return new ChunkRead(1, chunk.storedBytes());
    }
}
