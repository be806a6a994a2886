package dev.firn.storage.directory;

import dev.firn.crypto.Crypto;
import dev.firn.model.Sha256;
import dev.firn.storage.Content;
import dev.firn.storage.CorruptContentException;
import dev.firn.storage.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Writes the bytes of one object to a file and computes their length and digest. Refuses more bytes
 * than were announced as soon as they come, so that wrong content cannot fill the disk.
 */
final class CheckedChannel implements GatheringByteChannel {

    private final ObjectKey key;
    private final Content content;
    private final NewFile file;
    private final MessageDigest digest = Crypto.sha256();
    private long length;

    CheckedChannel(ObjectKey key, Content content, NewFile file) {
        this.key = key;
        this.content = content;
        this.file = file;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return Math.toIntExact(write(new ByteBuffer[] {bytes}, 0, 1));
    }

    @Override
    public long write(ByteBuffer[] sources) throws IOException {
        return write(sources, 0, sources.length);
    }

    /** Takes all bytes of all sources. */
    @Override
    public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
        ByteBuffer[] taken = Arrays.copyOfRange(sources, offset, offset + count);
        long bytes = 0;
        for (ByteBuffer source : taken) {
            bytes += source.remaining();
            if (bytes > content.length() - length) {
                throw new CorruptContentException(key);
            }
        }
        if (!content.isDigestedHere()) {
            for (ByteBuffer source : taken) {
                digest.update(source.duplicate());
            }
        }
        file.write(taken);
        length += bytes;
        return bytes;
    }

    /** Requires that all that was announced has been written, and nothing else. */
    void requireComplete() throws CorruptContentException {
        boolean same =
                content.isDigestedHere()
                        || Sha256.ofBytes(digest.digest()).equals(content.sha256());
        if (length != content.length() || !same) {
            throw new CorruptContentException(key);
        }
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
