package dev.firn.storage.s3;

import dev.firn.storage.Content;
import dev.firn.storage.CorruptContentException;
import dev.firn.storage.ObjectKey;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * Content as the body of a request. The SDK reads it once or twice a try, and calls every failure
 * of it one of the network; this remembers what failed here, where another try is of no use.
 */
final class ContentBody implements ContentStreamProvider {

    private final ObjectKey key;
    private final Content content;
    private volatile @Nullable Throwable failure;

    ContentBody(ObjectKey key, Content content) {
        this.key = key;
        this.content = content;
    }

    @Override
    public InputStream newStream() {
        try {
            return new Watched(content.open());
        } catch (IOException e) {
            failure = e;
            throw new UncheckedIOException(e);
        }
    }

    /** What failed on this side, if anything did. */
    Optional<IOException> failure() {
        Throwable e = failure;
        return e == null
                ? Optional.empty()
                : Optional.of(e instanceof IOException known ? known : new IOException(e));
    }

    private final class Watched extends FilterInputStream {

        private long position;

        Watched(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int count = in.read(bytes, offset, length);
                if (count > 0) {
                    position += count;
                }
                if (isOther(count)) {
                    throw new CorruptContentException(key);
                }
                return count;
            } catch (IOException | RuntimeException e) {
                failure = e;
                throw e;
            }
        }

        /** Looks past the end before it gives the last byte: the request is whole with that. */
        private boolean isOther(int count) throws IOException {
            return position == content.length()
                    ? count > 0 && in.read() >= 0
                    : count < 0 || position > content.length();
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes(Math.toIntExact(Math.min(count, 8192))).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
