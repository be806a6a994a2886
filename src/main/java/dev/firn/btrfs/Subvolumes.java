package dev.firn.btrfs;

import dev.firn.model.Uuids;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource.VolumeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What source and destination have in common: looking at subvolumes. */
final class Subvolumes {

    private Subvolumes() {}

    static Subvolume inspect(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new UserException(
                    ErrorKind.NOT_FOUND,
                    "cannot use subvolume '%s': it does not exist".formatted(path),
                    "is its file system mounted?");
        }
        try {
            SubvolumeInfo info = LibBtrfsUtil.instance().subvolumeInfo(path);
            return info.at(path, info.uuid().equals(Uuids.NIL) ? standIn(path) : info.uuid());
        } catch (BtrfsException e) {
            switch (e.error()) {
                case LibBtrfsUtil.ERROR_NOT_BTRFS ->
                        throw new UserException(
                                ErrorKind.USAGE,
                                "cannot use subvolume '%s': it is not on btrfs".formatted(path),
                                "name a subvolume of a btrfs file system",
                                e);
                case LibBtrfsUtil.ERROR_NOT_SUBVOLUME ->
                        throw new UserException(
                                ErrorKind.USAGE,
                                "cannot use '%s': it is not the root of a subvolume"
                                        .formatted(path),
                                "'btrfs subvolume list' shows which there are; 'btrfs subvolume"
                                        + " create' makes one",
                                e);
                default -> throw e;
            }
        }
    }

    /**
     * The top-level subvolume of old file systems has no uuid; that of the file system is as good.
     */
    private static UUID standIn(Path path) throws IOException {
        return LibC.fileSystemUuid(path);
    }

    /** The read-only subvolumes below the mount point that holds {@code place}. */
    static List<Subvolume> readOnlyBelowMountOf(Path place) throws IOException {
        Path mount = MountPoint.of(place).path();
        List<Subvolume> found = new ArrayList<>();
        for (LibBtrfsUtil.Listed listed : LibBtrfsUtil.instance().subvolumesBelow(mount)) {
            Optional<Path> path = NativePath.resolve(mount, listed.path());
            if (listed.info().isReadOnly() && path.isPresent()) {
                found.add(listed.info().at(path.get(), listed.info().uuid()));
            }
        }
        return found;
    }

    static VolumeLock lock(Path directory) throws IOException {
        int descriptor = LibC.openDirectory(directory);
        try {
            if (LibC.tryLock(descriptor, directory)) {
                return () -> LibC.close(descriptor);
            }
        } catch (IOException | RuntimeException e) {
            LibC.close(descriptor);
            throw e;
        }
        LibC.close(descriptor);
        throw new UserException(
                ErrorKind.BUSY,
                "cannot work on '%s': another Firn is at work there".formatted(directory),
                "wait for it to end, then run this again");
    }
}
