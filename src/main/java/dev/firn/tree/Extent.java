package dev.firn.tree;

/**
 * A range of a file and what is in it. What no extent of a file covers is a hole.
 *
 * <p>A {@code source} is the number of a stream, of which {@link Tree#source} tells more.
 */
public sealed interface Extent {

    /** How much of the file it is, in bytes; at least 1. */
    long length();

    /** The part of it from byte {@code from} on, {@code length} bytes, all within it. */
    Extent part(long from, long length);

    /**
     * Data as it is in a stream, in pieces of equal length with the headers of commands between
     * them. Byte {@code i} of the extent is at {@code offset + p / piece * stride + p % piece} of
     * the stream, where {@code p} is {@code skip + i}.
     *
     * @param offset of the first piece in the stream
     * @param piece length of a piece in bytes
     * @param stride from the start of a piece to that of the next
     * @param skip bytes of the first piece that do not belong to the extent, less than {@code
     *     piece}
     */
    record Data(int source, long offset, long piece, long stride, long skip, long length)
            implements Extent {

        @Override
        public Extent part(long from, long newLength) {
            long start = skip + from;
            return new Data(
                    source,
                    offset + start / piece * stride,
                    piece,
                    stride,
                    start % piece,
                    newLength);
        }
    }

    /**
     * Data as btrfs has it on disk: what it decodes to has the extent's bytes from {@code skip} on,
     * and zeros where it ends before them.
     *
     * @param offset of the data in the stream
     * @param bytes length of the data
     * @param decodedBytes what it decodes to
     * @param compression BTRFS_ENCODED_IO_COMPRESSION_ number (linux/btrfs.h)
     * @param encryption BTRFS_ENCODED_IO_ENCRYPTION_ number
     */
    record Encoded(
            int source,
            long offset,
            int bytes,
            long decodedBytes,
            int compression,
            int encryption,
            long skip,
            long length)
            implements Extent {

        @Override
        public Extent part(long from, long newLength) {
            return new Encoded(
                    source,
                    offset,
                    bytes,
                    decodedBytes,
                    compression,
                    encryption,
                    skip + from,
                    newLength);
        }
    }

    /** Room that was allocated and not written: zeros. */
    record Preallocated(long length) implements Extent {

        @Override
        public Extent part(long from, long newLength) {
            return new Preallocated(newLength);
        }
    }

    /** Data that was left out of the stream ({@code btrfs send --no-data}). */
    record Unknown(long length) implements Extent {

        @Override
        public Extent part(long from, long newLength) {
            return new Unknown(newLength);
        }
    }
}
