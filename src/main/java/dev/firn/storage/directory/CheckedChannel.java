package dev.firn.storage.directory;

import dev.firn.model.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;

/** Writes to a file and computes length and digest of what was written. */
final class CheckedChannel implements WritableByteChannel {

    private final FileChannel file;
    private final MessageDigest digest = Sha256.newDigest();
    private long length;

    CheckedChannel(FileChannel file) {
        this.file = file;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        length += count;
        return count;
    }

    long length() {
        return length;
    }

    Sha256 sha256() {
        return Sha256.ofBytes(digest.digest());
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() {}
}
