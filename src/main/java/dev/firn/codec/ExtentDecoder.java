package dev.firn.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes what btrfs has compressed, as an encoded write carries it (struct
 * btrfs_ioctl_encoded_io_args, linux/btrfs.h). Whatever the bytes are: it ends, and takes no more
 * memory than an extent can have. Used by one thread.
 */
public final class ExtentDecoder implements AutoCloseable {

    /** What a compressed extent decodes to at most (BTRFS_MAX_UNCOMPRESSED, fs/btrfs/). */
    public static final int BYTES_MAX = 128 << 10;

    // BTRFS_ENCODED_IO_COMPRESSION_ numbers.
    private static final int NONE = 0;
    private static final int ZLIB = 1;
    private static final int ZSTD = 2;

    /** LZO with sectors of 4 KiB; those of 8 to 64 KiB are 4 to 7. */
    private static final int LZO_4K = 3;

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final byte[] decoded = new byte[BYTES_MAX];

    /** Bytes that cannot be decoded; says why. */
    public static final class UndecodableException extends Exception {
        UndecodableException(String why) {
            super(why);
        }

        UndecodableException(String why, Exception cause) {
            super(why, cause);
        }
    }

    /**
     * Decodes an extent.
     *
     * @param compression BTRFS_ENCODED_IO_COMPRESSION_ number
     * @param encryption BTRFS_ENCODED_IO_ENCRYPTION_ number
     * @param bytes the encoded bytes, perhaps padded; the position is left as it is
     * @param decodedBytes what they decode to; where they give less, zeros follow
     * @return a buffer that is valid until the next call
     * @throws UndecodableException if they do not, or if it cannot be said
     */
    public ByteBuffer decode(int compression, int encryption, ByteBuffer bytes, long decodedBytes)
            throws UndecodableException {
        if (encryption != 0) {
            throw new UndecodableException("it is encrypted in a way that Firn does not know");
        }
        if (compression == NONE) {
            return plain(bytes, decodedBytes);
        }
        if (decodedBytes < 0 || decodedBytes > BYTES_MAX) {
            throw new UndecodableException(
                    "it is to decode to %d bytes, and no extent has more than %d"
                            .formatted(decodedBytes, BYTES_MAX));
        }
        int length = (int) decodedBytes;
        int given =
                switch (compression) {
                    case ZLIB -> zlib(bytes.duplicate(), length);
                    case ZSTD -> zstd(bytes.duplicate(), length);
                    case LZO_4K -> lzo(bytes.duplicate());
                    default ->
                            throw new UndecodableException(
                                    "its compression, number %d, is not known"
                                            .formatted(compression));
                };
        Arrays.fill(decoded, Math.min(given, length), length, (byte) 0);
        return ByteBuffer.wrap(decoded, 0, length);
    }

    private static ByteBuffer plain(ByteBuffer bytes, long decodedBytes)
            throws UndecodableException {
        if (decodedBytes != bytes.remaining()) {
            throw new UndecodableException("it is not compressed and has another length");
        }
        return bytes.duplicate();
    }

    private int zlib(ByteBuffer bytes, int length) throws UndecodableException {
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(bytes);
            int given = 0;
            while (given < length && !inflater.finished()) {
                int count = inflater.inflate(decoded, given, length - given);
                if (count == 0 && !inflater.finished()) {
                    throw new UndecodableException("its zlib data ends early");
                }
                given += count;
            }
            return given;
        } catch (DataFormatException e) {
            throw new UndecodableException("it is no zlib data", e);
        }
    }

    private int zstd(ByteBuffer bytes, int length) throws UndecodableException {
        byte[] source = new byte[bytes.remaining()];
        bytes.get(source);
        try {
            // Padded to a sector; the frame itself says how long it is.
            long frame = Zstd.findFrameCompressedSize(source, 0);
            if (Zstd.isError(frame) || frame > source.length) {
                throw new UndecodableException("it is no zstd data");
            }
            return zstd.decompressByteArray(decoded, 0, length, source, 0, (int) frame);
        } catch (ZstdException e) {
            throw new UndecodableException("it is no zstd data", e);
        }
    }

    private int lzo(ByteBuffer bytes) throws UndecodableException {
        try {
            return Lzo.decode(bytes, decoded);
        } catch (BufferUnderflowException
                | IndexOutOfBoundsException
                | IllegalArgumentException e) {
            throw new UndecodableException("it is no LZO data", e);
        }
    }

    /** Gives the native memory back. */
    @Override
    public void close() {
        zstd.close();
    }
}
