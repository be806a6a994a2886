package dev.firn.btrfs;

import dev.firn.model.Uuids;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The read-only subvolumes below one mount point, by one pass over the file system's tree of roots:
 * a few system calls each, and no walk through directories.
 */
final class SubvolumeListing {

    private final LibBtrfsUtil btrfs = LibBtrfsUtil.instance();
    private final List<MountPoint> mounts;
    private final MountPoint mount;

    /** As the caller spells it, and the same without links. */
    private final Path place;

    private final Path realPlace;

    private SubvolumeListing(Path place) throws IOException {
        this.place = place;
        this.realPlace = place.toRealPath();
        this.mounts = MountPoint.all();
        this.mount = MountPoint.holding(realPlace, mounts);
    }

    /**
     * Those below the mount point that holds {@code place}. Left out are those that another mount
     * hides, that have no uuid, or whose path Java cannot spell.
     */
    static List<Subvolume> readOnlyAround(Path place) throws IOException {
        return new SubvolumeListing(place).readOnly();
    }

    private List<Subvolume> readOnly() throws IOException {
        long id = btrfs.subvolumeId(mount.path());
        byte[] inside = pathInsideSubvolume(id);
        List<Subvolume> found = new ArrayList<>();
        if (inside.length == 0) {
            add(mount.path(), id, found);
        }
        for (LibBtrfsUtil.Listed listed : btrfs.subvolumesBelow(mount.path(), id)) {
            Optional<Path> path = pathBelowMount(listed.path(), inside);
            if (path.isPresent() && MountPoint.holding(path.get(), mounts).equals(mount)) {
                add(path.get(), listed.id(), found);
            }
        }
        return found;
    }

    /**
     * What is mounted is the root of a subvolume or, by a bind mount, a directory in it: this
     * directory's path in the subvolume, empty for the root.
     */
    private byte[] pathInsideSubvolume(long id) throws IOException {
        byte[] root = mount.root();
        int subvolume = btrfs.subvolumePath(mount.path(), id).length;
        int start = subvolume == 0 ? 1 : subvolume + 2; // "/dir" or "/subvolume/dir"
        return start >= root.length ? new byte[0] : Arrays.copyOfRange(root, start, root.length);
    }

    private Optional<Path> pathBelowMount(byte[] path, byte[] inside) {
        if (inside.length == 0) {
            return NativePath.decode(path).map(mount.path()::resolve);
        }
        if (!BytePaths.isBelow(path, inside)) {
            return Optional.empty();
        }
        return NativePath.decode(Arrays.copyOfRange(path, inside.length + 1, path.length))
                .map(mount.path()::resolve);
    }

    private void add(Path path, long id, List<Subvolume> found) throws IOException {
        Optional<SubvolumeInfo> info = btrfs.subvolumeInfo(mount.path(), id);
        if (info.isPresent() && info.get().isReadOnly() && !info.get().uuid().equals(Uuids.NIL)) {
            found.add(info.get().at(asSpelled(path), info.get().uuid()));
        }
    }

    private Path asSpelled(Path real) {
        return real.startsWith(realPlace) ? place.resolve(realPlace.relativize(real)) : real;
    }
}
