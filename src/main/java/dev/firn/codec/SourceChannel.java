package dev.firn.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The stored bytes as the age library reads them. Remembers that the source itself failed, so that
 * a broken connection is not taken for a damaged chunk.
 */
final class SourceChannel implements ReadableByteChannel {

    private final InputStream source;
    private @Nullable Exception failure;

    SourceChannel(InputStream source) {
        this.source = source;
    }

    /** Throws again what the source threw, if it did. */
    void rethrowFailure() throws IOException {
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Exception e -> throw new AssertionError("a read cannot throw this", e);
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        try {
            // The library's buffers are arrays: nothing is copied on the way.
            int length =
                    source.read(
                            target.array(),
                            target.arrayOffset() + target.position(),
                            target.remaining());
            target.position(target.position() + Math.max(length, 0));
            return length;
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
