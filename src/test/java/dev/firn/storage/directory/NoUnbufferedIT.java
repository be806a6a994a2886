package dev.firn.storage.directory;

import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system without O_DIRECT: ramfs. Needs root to mount. */
@RequiresBtrfs
class NoUnbufferedIT {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path disk;

    @BeforeEach
    void mount() throws IOException {
        Shell.run("mount", "-t", "ramfs", "none", disk);
    }

    @AfterEach
    void unmount() throws IOException {
        Shell.run("umount", disk);
    }

    @Test
    void goesThroughThePageCacheInstead() throws IOException {
        NewFileTest.assertHolds(disk, 3 * NewFile.PIECE_BYTES + 12_345);
    }
}
