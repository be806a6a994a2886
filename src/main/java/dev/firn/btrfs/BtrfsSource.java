package dev.firn.btrfs;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import dev.firn.volume.HostVersions;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
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
        inspect(path); // its refusals say more
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
            throw new UserException(
                    ErrorKind.FAILED,
                    "cannot take snapshot '%s': it exists already".formatted(target),
                    "rename or delete what is there");
        }
        requireClean(inspect(volume.path()));
        LibBtrfsUtil btrfs = LibBtrfsUtil.instance();
        btrfs.createReadOnlySnapshot(volume.path(), target);
        Subvolume snapshot = inspect(target);
        if (snapshot.received().isPresent() && !inspect(volume.path()).readOnly()) {
            btrfs.deleteSubvolume(target);
            throw poisoned(volume.path());
        }
        btrfs.waitSync(target, snapshot.created());
        return snapshot;
    }

    /**
     * A read-only snapshot takes the received uuid over. That is right for one of a snapshot that
     * was received, and wrong if that was made writable: its snapshots would all claim to be the
     * one that was received, and increments would be put on the wrong one.
     */
    private static void requireClean(Subvolume volume) {
        if (volume.isPoisoned()) {
            throw poisoned(volume.path());
        }
    }

    private static UserException poisoned(Path volume) {
        return new UserException(
                ErrorKind.FAILED,
                ("cannot take a snapshot of '%s': it was received and then made writable, and its"
                                + " snapshots would pass for what was received")
                        .formatted(volume),
                "clear its received uuid: firn adopt --mend '%s'".formatted(volume));
    }

    @Override
    public Subvolume takeWritable(Subvolume snapshot, Path target) throws IOException {
        LibBtrfsUtil btrfs = LibBtrfsUtil.instance();
        btrfs.createWritableSnapshot(snapshot.path(), target);
        Subvolume taken = inspect(target);
        btrfs.waitSync(target, taken.created());
        return taken;
    }

    @Override
    public void seal(Subvolume snapshot) throws IOException {
        Subvolumes.seal(snapshot.path());
    }

    @Override
    public void clearReceived(Subvolume subvolume) throws IOException {
        Subvolumes.clearReceived(subvolume.path());
    }

    @Override
    public List<Subvolume> snapshots(Path place) throws IOException {
        return SubvolumeListing.readOnlyAround(place);
    }

    @Override
    public List<String> nested(Subvolume volume, Path except) throws IOException {
        LibBtrfsUtil btrfs = LibBtrfsUtil.instance();
        Optional<byte[]> excepted = relative(volume.path(), except);
        List<String> names = new ArrayList<>();
        for (LibBtrfsUtil.Listed listed : btrfs.subvolumesBelow(volume.path(), volume.id())) {
            byte[] path = listed.path();
            boolean skipped =
                    excepted.map(directory -> BytePaths.isAtOrBelow(path, directory)).orElse(false);
            if (!skipped && !isSnapshotOf(volume, listed.id())) {
                names.add(StreamPath.of(path).toString());
            }
        }
        return names;
    }

    /** The path of {@code except} in the volume; empty if it is not inside. */
    private static Optional<byte[]> relative(Path volume, Path except) throws IOException {
        Path root = volume.toRealPath();
        Path inside = Files.exists(except) ? except.toRealPath() : except.toAbsolutePath();
        return inside.startsWith(root) && !inside.equals(root)
                ? Optional.of(NativePath.bytes(root.relativize(inside)))
                : Optional.empty();
    }

    private static boolean isSnapshotOf(Subvolume volume, long id) throws IOException {
        return LibBtrfsUtil.instance()
                .subvolumeInfo(volume.path(), id)
                .filter(info -> info.isReadOnly() && info.parentUuid().equals(volume.uuid()))
                .isPresent();
    }

    @Override
    public void deleteSnapshot(Subvolume snapshot) throws IOException {
        LibBtrfsUtil.instance().deleteSubvolume(snapshot.path());
    }

    @Override
    public SendStream send(Subvolume snapshot, Optional<Subvolume> parent) throws IOException {
        return PrefetchedStream.open(snapshot, parent, versions().streamVersion());
    }

    @Override
    public ReadableByteChannel outline(Subvolume snapshot, Optional<Subvolume> parent)
            throws IOException {
        return SenderChannel.open(snapshot, parent, versions().streamVersion(), false);
    }

    @Override
    public HostVersions versions() throws IOException {
        return BtrfsVersions.read();
    }
}
