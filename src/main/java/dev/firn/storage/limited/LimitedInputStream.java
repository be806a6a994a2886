package dev.firn.storage.limited;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that come no faster than the limit lets them. */
final class LimitedInputStream extends FilterInputStream {

    /** At 64 kB/s a second's worth: whoever reads more at once gets it in pieces. */
    private static final int PIECE_BYTES = 64 << 10;

    private final RateLimit limit;

    LimitedInputStream(InputStream in, RateLimit limit) {
        super(in);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, Math.min(length, PIECE_BYTES));
        if (count > 0) {
            limit.pass(count);
        }
        return count;
    }

    /** What is skipped is read: the network carries it as well. */
    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[(int) Math.min(Math.max(count, 0), PIECE_BYTES)];
        return Math.max(read(skipped, 0, skipped.length), 0);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
