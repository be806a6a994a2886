package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Goal: a Firn that is killed at any moment costs nothing but the work under way. Method: SIGKILL
 * at random moments; after each, the vault reads clean and the next run completes.
 */
@RequiresBtrfs
class KilledIT {

    private static final long GIB = 1L << 30;
    private static final long CHUNK_BYTES = 8L << 20;
    private static final long FILE_BYTES = 100_000_000;

    /** Chunks that are uploaded at a time, and the one that is being put together. */
    private static final long IN_FLIGHT = 3;

    /** About as long as a backup here stores chunks. */
    private static final Duration BUSY = Duration.ofMillis(600);

    private static final boolean LONG = Boolean.getBoolean("firn.long");
    private static final int RUNS = LONG ? 100 : 5;
    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    private final Random random = new Random(SEED);

    @Test
    void aKilledBackupGoesOnAndStoresOnlyWhatWasInFlight() throws Exception {
        System.out.println("seed " + SEED);
        long again = 0;
        long most = 0;
        long reused = 0;
        long written = 0;
        int killed = 0;
        try (TestHost host = TestHost.withVault(4 * GIB)) {
            Duration whole = timed(() -> host.firn("backup"));
            for (int run = 0; killed < RUNS; run++) {
                Shell.script(
                        "head -c $3 /dev/urandom > \"$1/file$2\"; rm -f \"$1/file$(($2-3))\"",
                        host.volume().toString(),
                        Integer.toString(run),
                        Long.toString(FILE_BYTES));
                written += FILE_BYTES;
                long before = chunkFiles(host);
                Process firn = host.start("backup");
                // Half of the runs die once chunks are being stored, the others anywhere.
                while (run % 2 == 0 && firn.isAlive() && chunkFiles(host) == before) {
                    Thread.onSpinWait();
                }
                boolean alive = kill(firn, run % 2 == 0 ? BUSY : whole.plus(BUSY));
                host.firn("list");
                String json = host.firn("backup", "--json");
                killed += alive ? 1 : 0;
                long orphans = orphanBytes(host);
                assertThat(orphans - again)
                        .as("run %d: bytes stored again: %s", run, json)
                        .isLessThanOrEqualTo(IN_FLIGHT * (CHUNK_BYTES + (1 << 20)));
                most = Math.max(most, orphans - again);
                again = orphans;
                reused += reusedChunks(json);
            }
            System.out.printf(
                    "%d backups killed: %d bytes stored again, at most %d by one (%d allowed);"
                            + " %d chunks not stored again%n",
                    killed, again, most, IN_FLIGHT * CHUNK_BYTES, reused);
            assertThat(reused).as("chunks that a killed backup had stored").isPositive();
            restoreEqualsNewest(host, written);
        }
    }

    @Test
    void aKilledRestoreGoesOnWhereItWas() throws Exception {
        System.out.println("seed " + SEED);
        int killed = 0;
        try (TestHost host = TestHost.withVault(4 * GIB)) {
            for (int i = 0; i < 3; i++) {
                Shell.script(
                        "head -c 40000000 /dev/urandom > \"$1/file$2\"",
                        host.volume().toString(),
                        Integer.toString(i));
                host.firn("backup");
            }
            try (LoopBtrfs back = LoopBtrfs.create(4 * GIB)) {
                Path first = Files.createDirectory(back.path().resolve("first"));
                Duration whole = timed(() -> host.restore("data", first));
                deleteSubvolumes(first);
                for (int run = 0; killed < RUNS; run++) {
                    Path directory = Files.createDirectory(back.path().resolve("run" + run));
                    Process restore = host.start("restore", "data", directory.toString());
                    killed += kill(restore, whole) ? 1 : 0;
                    host.restore("data", directory);
                    assertThat(partialsIn(directory)).isEmpty();
                    Path newest = host.localSnapshots().getLast();
                    Trees.assertSame(newest, directory.resolve(newest.getFileName()));
                    deleteSubvolumes(directory);
                }
                System.out.printf("%d restores killed%n", killed);
            }
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Duration timed(Work work) throws Exception {
        long began = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static long chunkFiles(TestHost host) throws IOException {
        Path chunks = host.vault().resolve("chunks");
        if (!Files.exists(chunks)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(chunks)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    /** What the outcome of a backup says of chunks that an earlier one had stored. */
    private static long reusedChunks(String json) {
        Matcher matcher = Pattern.compile("\"chunksReused\":(\\d+)").matcher(json);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    /** Kills at a random moment within {@code most}; false if it had ended by then. */
    private boolean kill(Process firn, Duration most) throws InterruptedException {
        long moment = random.nextLong(most.toNanos());
        boolean ended = firn.waitFor(moment, TimeUnit.NANOSECONDS);
        firn.destroyForcibly();
        firn.waitFor();
        return !ended;
    }

    /** Every snapshot of the chain keeps the file that it brought. */
    private static void restoreEqualsNewest(TestHost host, long written) throws IOException {
        try (LoopBtrfs back = LoopBtrfs.create(4 * GIB + written)) {
            host.restore("data", back.path());
            Path newest = host.localSnapshots().getLast();
            Trees.assertSame(newest, back.path().resolve(newest.getFileName()));
        }
    }

    /** Bytes of chunk objects beyond those that the records of all snapshots name. */
    private static long orphanBytes(TestHost host) throws IOException {
        long stored = 0;
        try (Stream<Path> files = Files.walk(host.vault().resolve("chunks"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                stored += Files.size(file);
            }
        }
        long named = 0;
        for (String part : host.firn("list", "--json").split("\"storedBytes\":", -1)) {
            named += part.startsWith("[") ? 0 : Long.parseLong(part.split("\\D", 2)[0]);
        }
        return stored - named;
    }

    private static String partialsIn(Path directory) throws IOException {
        return Shell.script("ls -A \"$1\" | grep partial || true", directory.toString());
    }

    private static void deleteSubvolumes(Path directory) throws IOException {
        Shell.script(
                "for s in \"$1\"/*; do btrfs -q subvolume delete \"$s\" > /dev/null; done",
                directory.toString());
    }
}
