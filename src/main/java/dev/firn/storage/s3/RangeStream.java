package dev.firn.storage.s3;

import dev.firn.aws.Patience;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A range of an object. When the answer breaks off, the rest is asked for: objects do not change.
 * For one thread.
 */
final class RangeStream extends InputStream {

    /** Asks for the object from a position of it to the end of the range. */
    @FunctionalInterface
    interface Source {
        ResponseInputStream<GetObjectResponse> open(long position) throws IOException;
    }

    private final Source source;
    private final Patience patience;
    private final long end;
    private long position;
    private @Nullable ResponseInputStream<GetObjectResponse> body;
    private Patience.@Nullable Tries tries;

    /** Sends the first request, so that it is known that the object is there. */
    RangeStream(Source source, Patience patience, long offset, long length) throws IOException {
        this.source = source;
        this.patience = patience;
        this.position = offset;
        this.end = offset + length;
        this.body = source.open(offset);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == end) {
            return -1;
        }
        while (true) {
            ResponseInputStream<GetObjectResponse> from = body();
            try {
                int wanted = Math.toIntExact(Math.min(length, end - position));
                int count = from.read(bytes, offset, wanted);
                if (count < 0) {
                    throw new EOFException("the answer ended " + (end - position) + " bytes early");
                }
                position += count;
                if (tries != null) {
                    tries.worked();
                    tries = null;
                }
                return count;
            } catch (IOException e) {
                from.abort();
                body = null;
                awaitNextTry(e);
            }
        }
    }

    private ResponseInputStream<GetObjectResponse> body() throws IOException {
        ResponseInputStream<GetObjectResponse> open = body;
        if (open == null) {
            open = source.open(position);
            body = open;
        }
        return open;
    }

    private void awaitNextTry(IOException e) throws IOException {
        Patience.Tries failing = tries;
        if (failing == null) {
            failing = patience.begin();
            tries = failing;
        }
        if (!failing.again()) {
            throw e;
        }
    }

    /** Ends the connection if there is more to come, instead of reading it all. */
    @Override
    public void close() throws IOException {
        ResponseInputStream<GetObjectResponse> open = body;
        if (open != null && position == end) {
            open.close();
        } else if (open != null) {
            open.abort();
        }
        body = null;
        position = end;
    }
}
