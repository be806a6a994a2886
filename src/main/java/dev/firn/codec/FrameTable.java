package dev.firn.codec;

import java.util.Arrays;

/**
 * How a chunk is cut into frames: {@link #frameBytes} bytes of the send stream in each but the
 * last, and the length of each zstd frame. What makes a range of a chunk readable alone.
 */
public final class FrameTable {

    /** Stream bytes in a frame unless configured. */
    public static final int FRAME_BYTES_DEFAULT = 2 << 20;

    /** The fewest stream bytes a frame may be configured to hold. */
    public static final int FRAME_BYTES_MIN = 1 << 20;

    /** The most stream bytes a frame may be configured to hold. */
    public static final int FRAME_BYTES_MAX = 4 << 20;

    private final int frameBytes;
    private final int[] lengths;

    /**
     * @param frameBytes stream bytes in each frame but the last
     * @param lengths the length of each compressed frame, in order; copied
     * @throws IllegalArgumentException if no chunk can have these
     */
    public FrameTable(int frameBytes, int[] lengths) {
        requireFrameBytes(frameBytes);
        this.frameBytes = frameBytes;
        this.lengths = lengths.clone();
        if (lengths.length == 0) {
            throw new IllegalArgumentException("a chunk has at least one frame");
        }
        int max = FrameCompressor.boundBytes(frameBytes);
        for (int length : this.lengths) {
            if (length < ZstdFrame.BYTES_MIN || length > max) {
                throw new IllegalArgumentException(
                        "a frame of %d bytes cannot take %d".formatted(frameBytes, length));
            }
        }
    }

    static void requireFrameBytes(int frameBytes) {
        if (frameBytes < FRAME_BYTES_MIN || frameBytes > FRAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "frames hold %d to %d bytes of the stream, not %d"
                            .formatted(FRAME_BYTES_MIN, FRAME_BYTES_MAX, frameBytes));
        }
    }

    /** Stream bytes in each frame but the last, which holds the rest of the chunk's. */
    public int frameBytes() {
        return frameBytes;
    }

    /** How many frames there are. */
    public int count() {
        return lengths.length;
    }

    /** Length in bytes of compressed frame {@code index}, counted from 0. */
    public int length(int index) {
        return lengths[index];
    }

    /** Sum of the compressed lengths of the frames before {@code index}, in bytes. */
    public long lengthBefore(int index) {
        long sum = 0;
        for (int i = 0; i < index; i++) {
            sum += lengths[i];
        }
        return sum;
    }

    /** Stream bytes in frame {@code index} of a chunk with {@code streamBytes}. */
    public int plainBytes(int index, long streamBytes) {
        return (int) Math.min(frameBytes, streamBytes - (long) index * frameBytes);
    }

    /** How many frames a chunk with {@code streamBytes} has. */
    public static long countFor(long streamBytes, int frameBytes) {
        return Math.ceilDiv(streamBytes, frameBytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FrameTable that
                && frameBytes == that.frameBytes
                && Arrays.equals(lengths, that.lengths);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(lengths) + frameBytes;
    }

    @Override
    public String toString() {
        return "%d frames of %d bytes".formatted(lengths.length, frameBytes);
    }
}
