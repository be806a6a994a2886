package dev.firn.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * A temporary directory in memory where the system has one (tmpfs), else on the disk. What a store
 * makes durable one by one takes minutes on a slow disk, and durability cannot be tested without a
 * power cut anyway.
 */
public final class SharedMemory implements TempDirFactory {

    private static final Path PLACE = Path.of("/dev/shm");
    private static final long BYTES_MIN = 256L << 20;

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
            throws IOException {
        boolean isUsable =
                Files.isWritable(PLACE) && Files.getFileStore(PLACE).getUsableSpace() >= BYTES_MIN;
        return isUsable
                ? Files.createTempDirectory(PLACE, "firn-test")
                : Files.createTempDirectory("firn-test");
    }
}
