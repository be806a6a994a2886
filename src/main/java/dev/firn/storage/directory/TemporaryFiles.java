package dev.firn.storage.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** Files that are being written, in a directory of their own on the same file system. */
final class TemporaryFiles {

    static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** No object takes so long to write; what is older was left by a crash. */
    private static final Duration AGE_MAX = Duration.ofDays(2);

    private final Path directory;

    TemporaryFiles(Path root) {
        this.directory = root.resolve(".firn-tmp");
    }

    /** Makes an empty file with a name of its own. */
    Path create() throws IOException {
        if (!isOwn()) {
            try {
                Files.createDirectory(directory, DIRECTORY_MODE);
            } catch (FileAlreadyExistsException e) {
                if (!isOwn()) { // else another writer was faster
                    throw new NotDirectoryException(directory.toString());
                }
            }
        }
        return Files.createFile(directory.resolve(UUID.randomUUID().toString()), FILE_MODE);
    }

    /** A link that somebody planted leads to files that are not for Firn to touch. */
    private boolean isOwn() {
        return Files.isDirectory(directory, NOFOLLOW_LINKS);
    }

    /** Deletes what crashes left, as far as that is possible. */
    void removeOld() {
        if (!isOwn() || !Files.isWritable(directory)) {
            return;
        }
        Instant limit = Instant.now().minus(AGE_MAX);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (isOlder(file, limit)) {
                    discard(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // They take room and do no other harm; the next start tries again.
        }
    }

    private static boolean isOlder(Path file, Instant limit) {
        try {
            UUID.fromString(file.getFileName().toString());
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    && attributes.lastModifiedTime().toInstant().isBefore(limit);
        } catch (IllegalArgumentException e) {
            return false; // not made by create()
        } catch (IOException e) {
            return false; // its writer is done with it
        }
    }

    /**
     * Deletes a file that is of no more use. If that fails, it takes room until a later start finds
     * it; what was stored through it is stored all the same.
     */
    static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // See above: nobody can do anything about it here.
        }
    }
}
