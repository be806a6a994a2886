package dev.firn.btrfs;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import dev.firn.volume.HostVersions;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Volumes on btrfs. Most calls need root. */
public final class BtrfsSource implements VolumeSource {

    @Override
    public Subvolume inspect(Path path) throws IOException {
        return Subvolumes.inspect(path);
    }

    @Override
    public Subvolume inspectSynced(Path path) throws IOException {
        LibBtrfsUtil.instance().sync(path);
        return inspect(path);
    }

    @Override
    public VolumeLock lock(Subvolume volume) throws IOException {
        return Subvolumes.lock(volume.path());
    }

    @Override
    public void makeSnapshotDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            LibBtrfsUtil.instance().createSubvolume(path);
        }
    }

    @Override
    public Subvolume takeSnapshot(Subvolume volume, Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("cannot take snapshot '%s': it exists already".formatted(target));
        }
        LibBtrfsUtil btrfs = LibBtrfsUtil.instance();
        btrfs.createReadOnlySnapshot(volume.path(), target);
        Subvolume snapshot = inspect(target);
        if (snapshot.received().isPresent()) {
            btrfs.deleteSubvolume(target);
            throw poisoned(volume);
        }
        btrfs.sync(target);
        return snapshot;
    }

    /**
     * A subvolume that was received and then made writable keeps its received uuid, and so do its
     * snapshots: all of them would claim to be the one that was received.
     */
    private static UserException poisoned(Subvolume volume) {
        return new UserException(
                ErrorKind.FAILED,
                "cannot back up '%s': it still has the received uuid of the snapshot it was made from"
                        .formatted(volume.path()),
                "put a writable snapshot in its place ('btrfs subvolume snapshot %s NEW'); that has none"
                        .formatted(volume.path()));
    }

    @Override
    public List<Subvolume> snapshots(Path place) throws IOException {
        return Subvolumes.readOnlyBelowMountOf(place);
    }

    @Override
    public List<String> nested(Subvolume volume, Path except) throws IOException {
        List<String> names = new ArrayList<>();
        Path excepted =
                volume.path().relativize(except.startsWith(volume.path()) ? except : volume.path());
        byte[] prefix = excepted.toString().getBytes(StandardCharsets.UTF_8);
        for (LibBtrfsUtil.Listed listed : LibBtrfsUtil.instance().subvolumesBelow(volume.path())) {
            if (prefix.length == 0 || !isAtOrBelow(listed.path(), prefix)) {
                names.add(StreamPath.of(listed.path()).toString());
            }
        }
        return names;
    }

    private static boolean isAtOrBelow(byte[] path, byte[] prefix) {
        if (path.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (path[i] != prefix[i]) {
                return false;
            }
        }
        return path.length == prefix.length || path[prefix.length] == '/';
    }

    @Override
    public void deleteSnapshot(Subvolume snapshot) throws IOException {
        LibBtrfsUtil.instance().deleteSubvolume(snapshot.path());
    }

    @Override
    public ReadableByteChannel send(Subvolume snapshot, Optional<Subvolume> parent)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("btrfs", "send", "-q"));
        if (versions().streamVersion() >= 2) {
            command.addAll(List.of("--proto", "2", "--compressed-data"));
        }
        parent.ifPresent(on -> command.addAll(List.of("-p", on.path().toString())));
        command.add(snapshot.path().toString());
        return new SenderChannel(ChildProcess.reading(command), snapshot.path());
    }

    @Override
    public HostVersions versions() throws IOException {
        return BtrfsVersions.read();
    }
}
