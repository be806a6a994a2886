package dev.firn.model;

import java.util.List;

/**
 * A piece of a send stream, encoded and stored on its own.
 *
 * @param offset where it starts in the send stream, in bytes
 * @param bytes how many bytes of the send stream it holds
 * @param storedBytes how long the stored object is
 * @param stored digest of the stored object
 * @param plain digest of the bytes of the send stream
 * @param frameBytes length of each zstd frame, in order, before encryption
 */
public record Chunk(
        ChunkId id,
        long offset,
        long bytes,
        long storedBytes,
        Sha256 stored,
        Sha256 plain,
        List<Integer> frameBytes) {

    public Chunk {
        frameBytes = List.copyOf(frameBytes);
        Checks.that(offset >= 0, "a chunk starts at byte %d", offset);
        Checks.that(bytes > 0, "a chunk holds %d bytes", bytes);
        Checks.that(offset + bytes > 0, "a chunk ends beyond 2^63 bytes");
        Checks.that(storedBytes > 0, "a chunk is stored in %d bytes", storedBytes);
        Checks.that(!frameBytes.isEmpty(), "a chunk has no frames");
        for (int length : frameBytes) {
            Checks.that(length > 0, "a frame has %d bytes", length);
        }
    }

    /** Where the next chunk starts in the send stream. */
    public long end() {
        return offset + bytes;
    }
}
