package dev.firn.storage.directory;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.StorageException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Failures of the disk in Firn's words. */
final class DirectoryFailure {

    private DirectoryFailure() {}

    /**
     * What to throw for a failed call: the exception itself if a caller tells it from others, a
     * {@link UserException} if the user can do something about it.
     */
    static IOException of(String verb, ObjectKey key, Path root, IOException e) {
        return of("cannot %s '%s' in '%s': ".formatted(verb, key, root), root, e);
    }

    /** The same of a call that is not about one object; {@code what} is the start of a message. */
    static IOException of(String what, Path root, IOException e) {
        if (e instanceof StorageException || e instanceof ClosedByInterruptException) {
            return e;
        }
        String reason =
                e instanceof FileSystemException known && known.getReason() != null
                        ? known.getReason()
                        : String.valueOf(e.getMessage());
        if (reason.contains("No space left") || reason.contains("quota exceeded")) {
            throw new UserException(
                    ErrorKind.NO_SPACE,
                    what + "no space left on the device",
                    "make room there and run it again; what is stored is not stored twice",
                    e);
        }
        if (!Files.isDirectory(root)) {
            throw gone(root);
        }
        if (reason.contains("Read-only file system") || e instanceof AccessDeniedException) {
            throw new UserException(
                    ErrorKind.STORE_UNAVAILABLE,
                    what + "it is read-only",
                    "mount it writable, or run as the user it belongs to",
                    e);
        }
        if (reason.contains("Input/output error")) {
            throw new UserException(
                    ErrorKind.STORE_UNAVAILABLE,
                    what + "the disk reports an error",
                    "is the disk still there? See 'dmesg'; if it is worn out, use a copy of the vault",
                    e);
        }
        if (e instanceof NotDirectoryException) {
            return new IOException(what + "'%s' is not a directory".formatted(e.getMessage()), e);
        }
        if (e instanceof NoSuchFileException) {
            throw new UserException(
                    ErrorKind.STORE_UNAVAILABLE,
                    what + "a directory of the vault has vanished",
                    "is the vault's disk still mounted?",
                    e);
        }
        return new IOException(what + reason, e);
    }

    static UserException gone(Path root) {
        return new UserException(
                ErrorKind.STORE_UNAVAILABLE,
                "cannot open vault '%s': there is no such directory".formatted(root),
                "is the disk mounted? A new vault is made with 'firn init'");
    }

    static UserException replaced(Path root) {
        return new UserException(
                ErrorKind.STORE_UNAVAILABLE,
                "cannot use vault '%s': another directory is there now than before".formatted(root),
                "is the vault's disk still mounted?");
    }

    /** Whether making a hard link failed because the file system has none: see link(2). */
    static boolean meansNoLinks(FileSystemException e) {
        String reason = String.valueOf(e.getReason());
        return reason.contains("Operation not permitted")
                || reason.contains("not supported")
                || reason.contains("not implemented");
    }

    static UserException noLinks(Path root, Exception e) {
        return new UserException(
                ErrorKind.STORE_UNAVAILABLE,
                "cannot use '%s' for a vault: its file system has no hard links".formatted(root),
                "use ext4, XFS, btrfs or another file system that has",
                e);
    }
}
