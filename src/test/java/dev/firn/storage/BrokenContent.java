package dev.firn.storage;

import dev.firn.model.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** Content of three bytes that fails while it is read. */
record BrokenContent(int given, Exception failure) implements Content {

    private static final byte[] BYTES = {'i', 'c', 'e'};

    /** Fails with {@code failure} when so many bytes were read. */
    static BrokenContent afterBytes(int given, Exception failure) {
        return new BrokenContent(given, failure);
    }

    @Override
    public long length() {
        return BYTES.length;
    }

    @Override
    public Sha256 sha256() {
        return Sha256.of(BYTES);
    }

    @Override
    public InputStream open() {
        return new SequenceInputStream(
                new ByteArrayInputStream(BYTES, 0, given),
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw rethrown();
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw rethrown();
                    }
                });
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        channel.write(ByteBuffer.wrap(Arrays.copyOf(BYTES, given)));
        throw rethrown();
    }

    private IOException rethrown() {
        return switch (failure) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            default -> new IOException(failure);
        };
    }
}
