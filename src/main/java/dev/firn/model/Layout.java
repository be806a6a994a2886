package dev.firn.model;

/**
 * How a send stream is cut: into chunks, and each chunk into frames. Every piece has the full size
 * but the last, so that the place of any stream offset follows by arithmetic.
 *
 * @param chunkBytes stream bytes per chunk, a multiple of the frame size
 * @param frameBytes stream bytes per frame
 */
public record Layout(long chunkBytes, int frameBytes) {

    /** 64 MiB chunks: requests and per-object overhead are noise, and one file back costs cents. */
    public static final Layout DEFAULT = new Layout(64L << 20, 2 << 20);

    private static final long CHUNK_BYTES_MAX = 512L << 20;
    private static final int FRAME_BYTES_MIN = 1 << 20;
    private static final int FRAME_BYTES_MAX = 4 << 20;

    public Layout {
        Checks.that(
                frameBytes >= FRAME_BYTES_MIN && frameBytes <= FRAME_BYTES_MAX,
                "a frame of %d bytes is not between %d and %d",
                frameBytes,
                FRAME_BYTES_MIN,
                FRAME_BYTES_MAX);
        Checks.that(
                chunkBytes >= frameBytes && chunkBytes <= CHUNK_BYTES_MAX,
                "a chunk of %d bytes is not between one frame and %d",
                chunkBytes,
                CHUNK_BYTES_MAX);
        Checks.that(
                chunkBytes % frameBytes == 0,
                "a chunk of %d bytes is no multiple of a frame of %d",
                chunkBytes,
                frameBytes);
    }

    /** How many chunks a stream of {@code streamBytes} has. */
    public long chunksOf(long streamBytes) {
        return Math.ceilDiv(streamBytes, chunkBytes);
    }

    /** How many frames a chunk of {@code bytes} has. */
    public int framesOf(long bytes) {
        return Math.toIntExact(Math.ceilDiv(bytes, frameBytes));
    }
}
