package dev.firn.codec;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The header of a zstd frame (RFC 8878, section 3.1.1.1), read before the library sees a byte: a
 * chunk's frames state their content size, have a checksum, need no dictionary and no more window
 * than any decoder grants.
 */
final class ZstdFrame {

    /** Magic, descriptor, content size, a block with its header, and the checksum. */
    static final int BYTES_MIN = 4 + 1 + 1 + 3 + 1 + 4;

    /** The window every decoder is to support (RFC 8878, section 3.1.1.1.2). */
    static final int WINDOW_BYTES_MAX = 8 << 20;

    private static final int MAGIC = 0xFD2FB528;

    private ZstdFrame() {}

    /** The content size that {@code frame}, its remaining bytes, states; -1 if it states none. */
    static long contentBytes(ByteBuffer frame) {
        ByteBuffer bytes = frame.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < BYTES_MIN || bytes.getInt() != MAGIC) {
            return -1;
        }
        int descriptor = bytes.get() & 0xFF;
        boolean singleSegment = (descriptor & 0x20) != 0;
        if (!singleSegment) {
            bytes.get();
        }
        bytes.position(bytes.position() + dictionaryIdBytes(descriptor));
        return switch (descriptor >>> 6) {
            case 1 -> (bytes.getShort() & 0xFFFF) + 256;
            case 2 -> bytes.getInt() & 0xFFFF_FFFFL;
            case 3 -> bytes.getLong();
            default -> singleSegment ? bytes.get() & 0xFF : -1;
        };
    }

    private static int dictionaryIdBytes(int descriptor) {
        return (1 << (descriptor & 3)) >> 1;
    }

    /**
     * What is wrong with {@code frame}, a direct buffer's remaining bytes, if it is to be one frame
     * with {@code plainBytes}; null if nothing is.
     */
    static @Nullable String fault(ByteBuffer frame, int plainBytes) {
        int start = frame.position();
        int length = frame.remaining();
        if (length < BYTES_MIN
                || frame.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt() != MAGIC) {
            return "it is not a zstd frame";
        }
        int descriptor = frame.get(start + 4) & 0xFF;
        if ((descriptor & 0x0B) != 0) {
            return "it uses a dictionary or what zstd has reserved";
        }
        if ((descriptor & 0x04) == 0) {
            return "it has no checksum";
        }
        if ((descriptor & 0x20) == 0 && windowBytes(frame.get(start + 5)) > WINDOW_BYTES_MAX) {
            return "its window is larger than %d bytes".formatted(WINDOW_BYTES_MAX);
        }
        long contentBytes = contentBytes(frame);
        if (contentBytes != plainBytes) {
            return "it states a content of %d bytes instead of %d"
                    .formatted(contentBytes, plainBytes);
        }
        if (Zstd.findDirectByteBufferFrameCompressedSize(frame, start, length) != length) {
            return "its length is not that of the record";
        }
        return null;
    }

    private static long windowBytes(byte descriptor) {
        long base = 1L << (10 + ((descriptor & 0xFF) >>> 3));
        return base + base / 8 * (descriptor & 7);
    }
}
