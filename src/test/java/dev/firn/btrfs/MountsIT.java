package dev.firn.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Listings through the mounts people have: of a subvolume, of a directory, over a directory. */
@RequiresBtrfs
class MountsIT {

    private final BtrfsSource source = new BtrfsSource();
    private LoopBtrfs btrfs;
    private Path home;

    @BeforeEach
    void open() throws IOException {
        btrfs = LoopBtrfs.create(256 * LoopBtrfs.MIB);
        home = btrfs.subvolume("home dir");
        Files.createDirectories(home.resolve("a b/c"));
        btrfs.snapshot(home, "outside");
        btrfs.snapshot(home, "home dir/inside");
        btrfs.snapshot(home, "home dir/a b/c/deep");
        btrfs.snapshot(home, "home dir/a");
    }

    @AfterEach
    void close() throws IOException {
        btrfs.close();
    }

    @Test
    void aMountOfASubvolumeShowsWhatIsBelowIt() throws IOException {
        Path mount = btrfs.mount("sub", "subvol=home dir");

        assertThat(source.snapshots(mount))
                .extracting(Subvolume::path)
                .containsExactlyInAnyOrder(
                        mount.resolve("inside"), mount.resolve("a b/c/deep"), mount.resolve("a"));
        assertThat(source.inspect(mount).uuid()).isEqualTo(source.inspect(home).uuid());
    }

    @Test
    void aMountOfADirectoryShowsWhatIsBelowIt() throws IOException {
        Path mount = btrfs.bind(home.resolve("a b"), "bound dir");

        assertThat(source.snapshots(mount))
                .extracting(Subvolume::path)
                .containsExactly(mount.resolve("c/deep"));
        assertThat(source.snapshots(mount).getFirst())
                .isEqualTo(source.inspect(mount.resolve("c/deep")));
    }

    @Test
    void aMountOfASnapshotShowsItself() throws IOException {
        Path mount = btrfs.mount("snapshot", "subvol=outside");

        assertThat(source.snapshots(mount)).containsExactly(source.inspect(mount));
    }

    @Test
    void whatAnotherMountHidesIsNotThere() throws IOException {
        Path cover = Files.createDirectory(btrfs.path().resolve("cover"));
        Path covered = home.resolve("a b/c");
        Shell.run("mount", "--bind", cover, covered);
        try {
            assertThat(source.snapshots(btrfs.path()))
                    .extracting(Subvolume::path)
                    .containsExactlyInAnyOrder(
                            btrfs.path().resolve("outside"),
                            home.resolve("inside"),
                            home.resolve("a"));
        } finally {
            Shell.run("umount", covered);
        }
    }

    @Test
    void pathsBeginAsTheyWereSpelled() throws IOException {
        Path link = Files.createSymbolicLink(btrfs.path().resolve("link"), Path.of("home dir"));

        assertThat(source.snapshots(link))
                .extracting(Subvolume::path)
                .containsExactlyInAnyOrder(
                        link.resolve("inside"),
                        link.resolve("a b/c/deep"),
                        link.resolve("a"),
                        btrfs.path().toRealPath().resolve("outside"));
        assertThat(source.nested(source.inspect(link), link.resolve("a b"))).isEmpty();
    }

    @Test
    void sendsFromAMountOfASubvolume() throws IOException {
        Path mount = btrfs.mount("sub", "subvol=home dir");
        Subvolume parent = source.inspect(mount.resolve("inside"));
        Subvolume next = source.inspect(mount.resolve("a"));

        try (var stream = source.send(next, Optional.of(parent))) {
            assertThat(BtrfsFixture.readAll(stream)).isNotEmpty();
        }
    }

    @Test
    void receivesBelowAMountOfASubvolume() throws IOException {
        BtrfsDestination destination = new BtrfsDestination();
        Path mount = btrfs.mount("sub", "subvol=home dir");
        Path in = Files.createDirectory(mount.resolve("in"));
        Subvolume outside = source.inspect(btrfs.path().resolve("outside"));

        try (var stream = source.send(outside, Optional.empty());
                var receiver = destination.receive(in)) {
            BtrfsFixture.writeAll(receiver, BtrfsFixture.readAll(stream));
            receiver.finish();
        }

        assertThat(destination.find(in, outside.uuid()))
                .containsExactly(destination.inspect(in.resolve("outside")));
    }
}
