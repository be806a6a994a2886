package dev.firn.vault;

import dev.firn.storage.Content;
import java.nio.channels.WritableByteChannel;

/**
 * The stored form of one chunk while it is made or after it was fetched: written once from start to
 * end, then read as often as wanted. Closing the channel ends the writing; {@link #discard} gives
 * back what it holds.
 */
interface StoredBytes extends WritableByteChannel, Content {

    /** Releases memory or disk space. The bytes are gone. */
    void discard();
}
