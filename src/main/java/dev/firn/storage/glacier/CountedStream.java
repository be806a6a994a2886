package dev.firn.storage.glacier;

import java.io.IOException;
import java.io.InputStream;

/**
 * Tells how many bytes are read. It tells before it gives them, as S3 charges for what it sent,
 * whether or not the reader lived to close the stream. It reads ahead by less than a block.
 */
final class CountedStream extends InputStream {

    private static final int BLOCK_BYTES = 1 << 18;

    private final InputStream in;
    private final Told told;
    private final byte[] block = new byte[BLOCK_BYTES];
    private int position;
    private int limit;

    /** Who is told. */
    @FunctionalInterface
    interface Told {
        void read(long bytes) throws IOException;
    }

    CountedStream(InputStream in, Told told) {
        super();
        this.in = in;
        this.told = told;
    }

    @Override
    public int read() throws IOException {
        return isAtEnd() ? -1 : block[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(block, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean isAtEnd() throws IOException {
        if (position == limit) {
            position = 0;
            limit = 0; // nothing is left of a block that could not be told of
            int count = in.readNBytes(block, 0, block.length);
            if (count > 0) {
                told.read(count);
            }
            limit = count;
        }
        return limit == 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
