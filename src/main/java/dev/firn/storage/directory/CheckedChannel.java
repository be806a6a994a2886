package dev.firn.storage.directory;

import dev.firn.crypto.Crypto;
import dev.firn.model.Sha256;
import dev.firn.storage.Content;
import dev.firn.storage.CorruptContentException;
import dev.firn.storage.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;

/**
 * Writes the bytes of one object to a file and computes their length and digest. Refuses more bytes
 * than were announced as soon as they come, so that wrong content cannot fill the disk.
 */
final class CheckedChannel implements WritableByteChannel {

    /** The Java library copies what is not direct memory to direct memory of the same size. */
    private static final int PIECE_BYTES_MAX = 1 << 20;

    private final ObjectKey key;
    private final Content content;
    private final FileChannel file;
    private final MessageDigest digest = Crypto.sha256();
    private long length;

    CheckedChannel(ObjectKey key, Content content, FileChannel file) {
        this.key = key;
        this.content = content;
        this.file = file;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        if (count > content.length() - length) {
            throw new CorruptContentException(key);
        }
        while (bytes.hasRemaining()) {
            int pieceBytes = Math.min(bytes.remaining(), PIECE_BYTES_MAX);
            ByteBuffer piece = bytes.slice(bytes.position(), pieceBytes);
            if (!content.isDigestedHere()) {
                digest.update(piece.duplicate());
            }
            while (piece.hasRemaining()) {
                file.write(piece);
            }
            bytes.position(bytes.position() + pieceBytes);
        }
        length += count;
        return count;
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
        return file.isOpen();
    }

    @Override
    public void close() {}
}
