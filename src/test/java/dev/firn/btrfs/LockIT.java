package dev.firn.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource.VolumeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The other process is flock(1), which takes the same lock. */
@RequiresBtrfs
class LockIT {

    private final BtrfsSource source = new BtrfsSource();
    private LoopBtrfs btrfs;
    private Subvolume home;

    @BeforeEach
    void open() throws IOException {
        btrfs = LoopBtrfs.create(256 * LoopBtrfs.MIB);
        home = source.inspect(btrfs.subvolume("home"));
    }

    @AfterEach
    void close() throws IOException {
        btrfs.close();
    }

    private boolean isLocked(Path path) throws IOException {
        String[] command = {"flock", "--nonblock", path.toString(), "true"};
        return Shell.result(Map.of(), command).status() != 0;
    }

    @Test
    void aLockKeepsOtherProcessesAwayUntilItIsClosed() throws IOException {
        VolumeLock lock = source.lock(home);
        assertThat(isLocked(home.path())).isTrue();

        lock.close();
        lock.close();

        assertThat(isLocked(home.path())).isFalse();
    }

    @Test
    void aLockHoldsWhereverTheVolumeIsMounted() throws IOException {
        Path again = btrfs.mount("again", "subvol=home");

        try (VolumeLock lock = source.lock(home)) {
            assertThat(isLocked(again)).isTrue();
            assertThat(lock).isNotNull();
        }
    }

    @Test
    void aLockIsNotHandedToChildren() throws IOException {
        Subvolume snapshot = source.takeSnapshot(home, btrfs.path().resolve("s"));
        VolumeLock lock = source.lock(home);
        try (var stream = source.send(snapshot, Optional.empty())) {
            lock.close();

            assertThat(isLocked(home.path())).isFalse();
            assertThat(stream.isOpen()).isTrue();
        }
    }

    @Test
    void aVolumeThatAnotherProcessWorksOnIsBusy() throws Exception {
        Process other =
                new ProcessBuilder("flock", home.path().toString(), "-c", "echo locked; cat")
                        .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");

            assertBusy(home);
        } finally {
            other.outputWriter().close();
            other.waitFor();
        }
        source.lock(home).close();
    }

    @Test
    void aSecondLockInTheSameProcessIsRefused() throws IOException {
        VolumeLock lock = source.lock(home);

        assertBusy(home);

        lock.close();
        source.lock(home).close();
    }

    private void assertBusy(Subvolume volume) {
        assertThatThrownBy(() -> source.lock(volume))
                .isInstanceOf(UserException.class)
                .hasMessage("cannot work on '%s': another Firn is at work there", volume.path())
                .extracting(e -> ((UserException) e).kind())
                .isEqualTo(ErrorKind.BUSY);
    }

    @Test
    void aDestinationIsLockedLikeAVolume() throws IOException {
        BtrfsDestination destination = new BtrfsDestination();
        Path in = Files.createDirectory(home.path().resolve("in"));

        try (VolumeLock lock = destination.lock(in)) {
            assertThat(isLocked(in)).isTrue();
            assertThat(isLocked(home.path())).isFalse();
            assertThat(lock).isNotNull();
        }
        assertThat(isLocked(in)).isFalse();
    }
}
