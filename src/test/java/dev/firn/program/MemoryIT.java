package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Goal: memory is bounded by settings, not by the volume. Method: back up ten times as much data as
 * heap and direct memory have together, with the settings that users have.
 */
@RequiresBtrfs
class MemoryIT {

    private static final long GIB = 1L << 30;
    private static final long RESIDENT_KB_MAX = 450_000;

    @Test
    void aBackupOfTenTimesItsMemoryStaysWithinIt() throws Exception {
        try (TestHost host = TestHost.withVault(5 * GIB)) {
            host.configure("chunk-size = \"8 MiB\"", "chunk-size = \"64 MiB\"");
            Shell.script(
                    "for i in 1 2 3 4; do head -c 810000000 /dev/urandom > \"$1/f$i\"; done; sync",
                    host.volume().toString());

            Process backup = host.start("backup");
            long peak = 0;
            while (!backup.waitFor(50, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, residentPeakKb(backup.pid()));
            }

            assertThat(backup.exitValue())
                    .as("%s", Files.readString(host.home().resolve("last-error")))
                    .isZero();
            System.out.printf("peak resident memory: %d kB%n", peak);
            assertThat(peak).isPositive().isLessThan(RESIDENT_KB_MAX);
        }
    }

    /** VmHWM of a process (proc(5)); 0 if it has ended. */
    private static long residentPeakKb(long pid) throws IOException {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
