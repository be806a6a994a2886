package dev.firn.vault;

import dev.firn.storage.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * The stored form of one chunk while it is made or after it was fetched: written once from start to
 * end, then read as often as wanted. Closing the channel ends the writing; {@link #discard} gives
 * back what it holds.
 */
interface StoredBytes extends WritableByteChannel, Content {

    /** Writes all that {@code in} has. */
    default void readAll(InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 20];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            write(ByteBuffer.wrap(buffer, 0, count));
        }
    }

    /** Releases memory or disk space. The bytes are gone. */
    void discard();
}
