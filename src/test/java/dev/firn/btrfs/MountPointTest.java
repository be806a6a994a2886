package dev.firn.btrfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountPointTest {

    /** The line as the file's reader sees it: bytes as characters. */
    private static MountPoint parse(String line) {
        return MountPoint.parse(new String(line.getBytes(UTF_8), StandardCharsets.ISO_8859_1))
                .orElseThrow();
    }

    @Test
    void readsNamesWithSpacesAndBackslashes() {
        MountPoint mount =
                parse(
                        "42 27 0:56 /v2/dir\\040a\\134b /mnt/ü\\011x rw,noatime shared:1 master:2 -"
                                + " btrfs /dev/loop4 rw,subvolid=264");

        assertThat(mount.root()).isEqualTo("/v2/dir a\\b".getBytes(UTF_8));
        assertThat(mount.path()).isEqualTo(Path.of("/mnt/ü\tx"));
        assertThat(mount.isBtrfs()).isTrue();
        assertThat(mount.isReadOnly()).isFalse();
    }

    @Test
    void aMountIsReadOnlyIfItOrItsFileSystemIs() {
        assertThat(parse("1 1 0:1 / /a ro,noatime - btrfs /dev/a rw").isReadOnly()).isTrue();
        assertThat(parse("1 1 0:1 / /a rw - btrfs /dev/a ro,space_cache").isReadOnly()).isTrue();
        assertThat(parse("1 1 0:1 / /a rw - btrfs /dev/a rw,rox").isReadOnly()).isFalse();
    }

    @Test
    void leavesOutWhatJavaCannotSpell() {
        assertThat(MountPoint.parse("1 1 0:1 / /caf\u00e9 rw - btrfs /dev/a rw")).isEmpty();
    }

    @Test
    void thePlaceBelongsToTheLastMountThatHoldsIt() {
        List<MountPoint> mounts = new ArrayList<>();
        mounts.add(parse("1 1 0:1 / / rw - ext4 /dev/a rw"));
        mounts.add(parse("2 1 0:2 / /mnt rw - btrfs /dev/b rw"));
        mounts.add(parse("3 1 0:3 / /mnt/in rw - xfs /dev/c rw"));
        mounts.add(parse("4 1 0:4 / /mnt rw - tmpfs none rw"));

        assertThat(MountPoint.holding(Path.of("/mnts"), mounts).type()).isEqualTo("ext4");
        assertThat(MountPoint.holding(Path.of("/mnt/x"), mounts).type()).isEqualTo("tmpfs");
        assertThat(MountPoint.holding(Path.of("/mnt/in"), mounts).type()).isEqualTo("xfs");
    }

    /** Most machines mount the root after /proc and /sys, which have longer paths. */
    @Test
    void theRootNeedNotComeFirst() {
        List<MountPoint> mounts =
                List.of(
                        parse("22 27 0:21 / /proc rw - proc proc rw"),
                        parse("27 1 254:0 / / rw - btrfs /dev/a rw"));

        assertThat(MountPoint.holding(Path.of("/home"), mounts).type()).isEqualTo("btrfs");
        assertThat(MountPoint.holding(Path.of("/"), mounts).type()).isEqualTo("btrfs");
    }

    @Test
    void aChrootMayNameNoMountOfItsRoot() {
        List<MountPoint> mounts = List.of(parse("22 27 0:21 / /proc rw - proc proc rw"));

        assertThatThrownBy(() -> MountPoint.holding(Path.of("/home"), mounts))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("/home");
    }

    @Test
    void readsTheMountsOfThisMachine() throws IOException {
        assertThat(MountPoint.holding(Path.of("/proc/self"), MountPoint.all()).type())
                .isEqualTo("proc");
    }
}
