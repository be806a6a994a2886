package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The main job: a full and several incrementals, there and back, with everything btrfs keeps. */
@RequiresBtrfs
class BackupAndRestoreIT {

    private static final long GIB = 1L << 30;
    private static final int FILES = 20_000;
    private static final int STEPS = 3;
    private static final long SEED = Long.getLong("firn.seed", 1L);

    @Test
    void everySnapshotComesBackEqualWithFirnAndWithout() throws IOException {
        try (TestHost host = TestHost.withVault(4 * GIB);
                LoopBtrfs back = LoopBtrfs.create(4 * GIB);
                LoopBtrfs without = LoopBtrfs.create(4 * GIB)) {
            List<Path> originals = backUpSteps(host);

            String said = host.restore("data", back.path());

            assertThat(said).contains("(4 received)");
            Shell.Result result = new RestoreScript(host).restore(without.path());
            assertThat(result.status()).as(result.err()).isZero();
            for (Path original : originals) {
                Path name = original.getFileName();
                Trees.assertSame(original, back.path().resolve(name));
                Trees.assertSame(original, find(without.path(), name.toString()));
            }
            assertThat(host.restore("data", back.path())).contains("is there already");
            assertThat(host.firn("backup")).contains("nothing has changed");
        }
    }

    private static List<Path> backUpSteps(TestHost host) throws IOException {
        // Every snapshot stays, to be compared with.
        host.configure("#keep-local = 2", "keep-local = 100");
        System.out.println("seed " + SEED);
        Trees.make(host.volume(), SEED, FILES);
        assertThat(host.firn("backup", "--json")).contains("\"kind\":\"full\"");
        List<Path> originals = new ArrayList<>();
        for (int step = 1; step <= STEPS; step++) {
            Trees.step(host.volume(), SEED, FILES, step);
            assertThat(host.firn("backup", "--json")).contains("\"kind\":\"incremental\"");
        }
        originals.addAll(host.localSnapshots());
        assertThat(originals).hasSize(1 + STEPS);
        return originals;
    }

    private static Path find(Path directory, String name) throws IOException {
        try (Stream<Path> found = Files.find(directory, 3, (p, _) -> p.endsWith(name))) {
            return found.findFirst()
                    .orElseThrow(() -> new IOException(name + " is not in " + directory));
        }
    }
}
