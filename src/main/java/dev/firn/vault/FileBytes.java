package dev.firn.vault;

import dev.firn.crypto.Crypto;
import dev.firn.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stored bytes in a temporary file, for chunks too large for memory. They are encrypted already.
 */
final class FileBytes implements StoredBytes {

    private final FileChannel file;
    private final MessageDigest digest = Crypto.sha256();
    private long length;
    private @Nullable Sha256 sha256;

    /**
     * @param path a file that does not exist; the system deletes it when the bytes are discarded or
     *     the process ends
     */
    FileBytes(Path path) throws IOException {
        this.file =
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.DELETE_ON_CLOSE),
                        OwnerOnly.NEW_FILE);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int bytes = source.remaining();
        digest.update(source.duplicate());
        while (source.hasRemaining()) {
            length += file.write(source, length);
        }
        return bytes;
    }

    @Override
    public boolean isOpen() {
        return sha256 == null;
    }

    @Override
    public void close() {
        if (sha256 == null) {
            sha256 = Sha256.ofBytes(digest.digest());
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Sha256 sha256() {
        if (sha256 == null) {
            throw new IllegalStateException("the bytes are still being written");
        }
        return sha256;
    }

    @Override
    public InputStream open() {
        return new FileRegionInputStream(file, length);
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
        for (long done = 0; done < length; ) {
            done += file.transferTo(done, length - done, channel);
        }
    }

    @Override
    public void discard() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
