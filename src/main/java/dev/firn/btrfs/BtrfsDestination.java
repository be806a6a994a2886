package dev.firn.btrfs;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeDestination;
import dev.firn.volume.VolumeSource.VolumeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** A directory on btrfs to restore to. Needs root. */
public final class BtrfsDestination implements VolumeDestination {

    @Override
    public long freeBytes(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw refused(
                    ErrorKind.NOT_FOUND,
                    directory,
                    "there is no such directory",
                    "make it, or mount its file system");
        }
        MountPoint mount = MountPoint.holding(directory.toRealPath(), MountPoint.all());
        if (!mount.isBtrfs()) {
            throw refused(
                    ErrorKind.USAGE,
                    directory,
                    "it is on %s, not on btrfs".formatted(mount.type()),
                    "name a directory on btrfs, or write the send stream with --stream");
        }
        if (mount.isReadOnly()) {
            throw refused(
                    ErrorKind.USAGE, directory, "it is mounted read-only", "mount it writable");
        }
        return Files.getFileStore(directory).getUsableSpace();
    }

    private static UserException refused(
            ErrorKind kind, Path directory, String reason, String hint) {
        return new UserException(
                kind, "cannot restore to '%s': %s".formatted(directory, reason), hint);
    }

    @Override
    public VolumeLock lock(Path directory) throws IOException {
        return Subvolumes.lock(directory);
    }

    @Override
    public List<Subvolume> find(Path directory, UUID streamUuid) throws IOException {
        return SubvolumeListing.readOnlyAround(directory).stream()
                .filter(subvolume -> subvolume.streamUuid().equals(streamUuid))
                .toList();
    }

    @Override
    public Subvolume inspect(Path path) throws IOException {
        return Subvolumes.inspect(path);
    }

    @Override
    public Receiver receive(Path directory) throws IOException {
        // It follows links that the stream made itself. Confined (chroot), they lead nowhere but
        // below the directory; it has opened the file system, where it looks for parents, before.
        List<String> command =
                List.of("btrfs", "receive", "-q", "-e", "-C", NativePath.text(directory));
        return new ReceiverChannel(ChildProcess.writing(command), directory);
    }

    @Override
    public void seal(Path subvolume) throws IOException {
        Subvolumes.seal(subvolume);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        LibC.rename(from, to);
    }

    @Override
    public void delete(Path subvolume) throws IOException {
        LibBtrfsUtil.instance().deleteSubvolume(subvolume);
    }

    @Override
    public void sync(Path path) throws IOException {
        LibBtrfsUtil.instance().sync(path);
    }
}
