package dev.firn.btrfs;

import dev.firn.model.Uuids;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource.VolumeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What source and destination have in common: looking at subvolumes and locking them. */
final class Subvolumes {

    private Subvolumes() {}

    static Subvolume inspect(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw unusable(
                    ErrorKind.NOT_FOUND, path, "it does not exist", "is its file system mounted?");
        }
        if (!Files.isDirectory(path)) {
            throw unusable(
                    ErrorKind.USAGE, path, "it is not a directory", "name a subvolume's root");
        }
        try {
            SubvolumeInfo info = LibBtrfsUtil.instance().subvolumeInfo(path);
            return info.at(path, info.uuid().equals(Uuids.NIL) ? standIn(path) : info.uuid());
        } catch (BtrfsException e) {
            if (e.error() == LibBtrfsUtil.ERROR_NOT_BTRFS) {
                throw unusable(
                        ErrorKind.USAGE,
                        path,
                        "it is not on btrfs",
                        "name a subvolume of a btrfs file system");
            }
            if (e.error() == LibBtrfsUtil.ERROR_NOT_SUBVOLUME) {
                throw unusable(
                        ErrorKind.USAGE,
                        path,
                        "it is a directory, not the root of a subvolume",
                        hintFor(path));
            }
            throw e;
        }
    }

    private static UserException unusable(ErrorKind kind, Path path, String reason, String hint) {
        return new UserException(kind, "cannot use '%s': %s".formatted(path, reason), hint);
    }

    private static String hintFor(Path directory) throws IOException {
        Path root = rootOfSubvolumeWith(directory);
        return root == null
                ? "'btrfs subvolume create' makes a subvolume"
                : "it is in subvolume '%s'; name that, or make it a subvolume of its own"
                        .formatted(root);
    }

    private static @Nullable Path rootOfSubvolumeWith(Path directory) throws IOException {
        for (Path path = directory.toRealPath(); path != null; path = path.getParent()) {
            try {
                LibBtrfsUtil.instance().subvolumeInfo(path);
                return path;
            } catch (BtrfsException e) {
                if (e.error() != LibBtrfsUtil.ERROR_NOT_SUBVOLUME) {
                    return null; // out of the file system: a directory in it is mounted
                }
            }
        }
        return null;
    }

    /**
     * Records again that a subvolume was received. Its rtransid is then later than all that receive
     * had written, and earlier than all that is written from now on.
     */
    static void seal(Path path) throws IOException {
        Subvolume received = inspect(path);
        UUID uuid =
                received.received()
                        .orElseThrow(
                                () -> new IOException("'%s' was not received".formatted(path)));
        writableFor(path, () -> LibC.setReceived(path, uuid, received.sent()));
    }

    static void clearReceived(Path path) throws IOException {
        if (inspect(path).readOnly()) {
            writableFor(path, () -> LibC.setReceived(path, Uuids.NIL, 0));
        } else {
            LibC.setReceived(path, Uuids.NIL, 0);
        }
    }

    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }

    /** The kernel refuses to change what is recorded of one that is read-only (EROFS). */
    private static void writableFor(Path path, Change change) throws IOException {
        LibBtrfsUtil btrfs = LibBtrfsUtil.instance();
        btrfs.setReadOnly(path, false);
        try {
            change.run();
        } finally {
            btrfs.setReadOnly(path, true);
        }
    }

    /**
     * The top-level subvolume has no uuid if the file system was made by btrfs-progs before 4.16.
     * That of the file system stands in for it: it names the same thing for as long.
     */
    private static UUID standIn(Path path) throws IOException {
        return LibC.fileSystemUuid(path);
    }

    /**
     * An flock(2) of the directory itself: it needs no file, holds wherever the file system is
     * mounted and whatever the configuration is called, and goes when the process does.
     */
    static VolumeLock lock(Path directory) throws IOException {
        int descriptor = LibC.openDirectory(directory);
        try {
            if (LibC.tryLock(descriptor, directory)) {
                return new DirectoryLock(descriptor);
            }
        } catch (IOException | RuntimeException e) {
            LibC.close(descriptor);
            throw e;
        }
        LibC.close(descriptor);
        throw new UserException(
                ErrorKind.BUSY,
                "cannot work on '%s': another Firn is at work there".formatted(directory),
                "wait until it has ended, then run this again");
    }

    /** Closes its descriptor once: a second time it could be somebody else's. */
    private static final class DirectoryLock implements VolumeLock {

        private final int descriptor;
        private boolean open = true;

        DirectoryLock(int descriptor) {
            this.descriptor = descriptor;
        }

        @Override
        public synchronized void close() {
            if (open) {
                open = false;
                LibC.close(descriptor);
            }
        }
    }
}
