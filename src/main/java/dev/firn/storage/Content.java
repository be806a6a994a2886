package dev.firn.storage;

import dev.firn.model.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * What is to be stored: bytes of known length and digest that can be read more than once, so that a
 * store can repeat an upload. Not changed while a put is under way.
 */
public interface Content {

    /** How many bytes there are. */
    long length();

    /** The SHA-256 of all bytes, which the store checks against what it was given. */
    Sha256 sha256();

    /**
     * Whether the digest was computed from the very bytes this gives, in this process's memory. A
     * store on the same host need not compute it a second time; one that sends them away checks
     * them where they arrive.
     */
    default boolean isDigestedHere() {
        return false;
    }

    /** Opens the bytes from the start. The caller closes the stream. */
    InputStream open() throws IOException;

    /** Writes all bytes to {@code channel}, which stays open. */
    void writeTo(WritableByteChannel channel) throws IOException;

    /** Content that is an array. The array must not be changed afterwards. */
    static Content of(byte[] bytes) {
        Sha256 sha256 = Sha256.of(bytes);
        return new Content() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public Sha256 sha256() {
                return sha256;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }

            @Override
            public void writeTo(WritableByteChannel channel) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        };
    }
}
