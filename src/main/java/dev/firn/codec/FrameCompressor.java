package dev.firn.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;

/** Compresses frames. Each thread has its own. */
public final class FrameCompressor implements AutoCloseable {

    /**
     * Half a percent larger than zstd's own default, 3, for two thirds of its time (decision 31).
     */
    public static final int LEVEL_DEFAULT = 2;

    /** The highest level whose memory is bounded by the frame. */
    public static final int LEVEL_MAX = 19;

    private final ZstdCompressCtx context;

    /**
     * @param level 1 to {@value #LEVEL_MAX}
     */
    public FrameCompressor(int level) {
        if (level < 1 || level > LEVEL_MAX) {
            throw new IllegalArgumentException(
                    "the level is 1 to %d, not %d".formatted(LEVEL_MAX, level));
        }
        context = new ZstdCompressCtx();
        context.setLevel(level).setChecksum(true).setContentSize(true);
    }

    /** The most bytes a frame of {@code plainBytes} can take when compressed. */
    public static int boundBytes(int plainBytes) {
        return Math.toIntExact(Zstd.compressBound(plainBytes));
    }

    /**
     * Compresses the remaining bytes of {@code plain}, 1 to {@link FrameTable#FRAME_BYTES_MAX},
     * into one frame at the position of {@code target}, and moves the positions of both past what
     * was read and written. Both are direct buffers; {@code target} has room for {@link
     * #boundBytes}.
     *
     * @return length of the frame in bytes
     */
    public int compress(ByteBuffer plain, ByteBuffer target) {
        int plainBytes = plain.remaining();
        if (plainBytes < 1 || plainBytes > FrameTable.FRAME_BYTES_MAX) {
            throw new IllegalArgumentException("no frame holds " + plainBytes + " bytes");
        }
        if (target.remaining() < boundBytes(plainBytes)) {
            throw new IllegalArgumentException(
                    "%d bytes need room for %d, not %d"
                            .formatted(plainBytes, boundBytes(plainBytes), target.remaining()));
        }
        int length =
                context.compressDirectByteBuffer(
                        target,
                        target.position(),
                        target.remaining(),
                        plain,
                        plain.position(),
                        plainBytes);
        plain.position(plain.limit());
        target.position(target.position() + length);
        return length;
    }

    /** Gives the native memory back. */
    @Override
    public void close() {
        context.close();
    }
}
