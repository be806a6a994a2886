package dev.firn.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Files that have no name, and are gone when they are closed, however Firn ends. */
final class TemporaryFile {

    private TemporaryFile() {}

    /**
     * Opens a new one, to be read and written.
     *
     * @param directory a directory of Firn's own; may be missing yet
     */
    static FileChannel open(Path directory) throws IOException {
        Files.createDirectories(directory, attribute("rwx------"));
        Path path = directory.resolve(UUID.randomUUID() + ".temporary");
        FileChannel channel =
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE),
                        attribute("rw-------"));
        Files.delete(path);
        return channel;
    }

    private static FileAttribute<?> attribute(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
