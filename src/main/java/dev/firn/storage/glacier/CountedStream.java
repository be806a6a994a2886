package dev.firn.storage.glacier;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells, when it is closed, how many bytes were read. */
final class CountedStream extends FilterInputStream {

    private final Told told;
    private long bytes;
    private boolean isClosed;

    /** Who is told. */
    @FunctionalInterface
    interface Told {
        void read(long bytes) throws IOException;
    }

    CountedStream(InputStream in, Told told) {
        super(in);
        this.told = told;
    }

    @Override
    public int read() throws IOException {
        int one = super.read();
        bytes += one < 0 ? 0 : 1;
        return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        bytes += Math.max(0, count);
        return count;
    }

    @Override
    public void close() throws IOException {
        try (InputStream _ = in) {
            if (!isClosed) {
                isClosed = true;
                told.read(bytes);
            }
        }
    }
}
