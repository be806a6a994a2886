package dev.firn.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@RequiresBtrfs
class LoopBtrfsIT {

    @Test
    void closingUnmountsAndDeletesButKillsNobody() throws IOException {
        LoopBtrfs btrfs = LoopBtrfs.create(128 * LoopBtrfs.MIB);
        Path image = btrfs.image();
        Process user = new ProcessBuilder("cat").directory(btrfs.path().toFile()).start();
        try {
            btrfs.close();

            assertThat(user.isAlive()).isTrue();
            assertThat(image).doesNotExist();
            assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                    .doesNotContain(image.resolveSibling("mount").toString());
        } finally {
            user.destroyForcibly();
        }
    }

    @Test
    void closingIsFineWithWhatATestUnmounted() throws IOException {
        LoopBtrfs btrfs = LoopBtrfs.create(128 * LoopBtrfs.MIB);
        Path image = btrfs.image();
        Shell.run("umount", btrfs.path());

        btrfs.close();

        assertThat(image).doesNotExist();
    }
}
