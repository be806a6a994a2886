package dev.firn.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.posix.ErrnoException;
import dev.firn.sendstream.MalformedStreamException;
import dev.firn.testing.Shell;
import dev.firn.tree.ReplayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whatever a stream says, and whatever is at the destination, a restore of files touches
 * nothing outside, makes nothing that gives rights away, ends, and leaves alone what it was not
 * told to replace. Method: streams by hand, one trick each, then random ones.
 */
class HostileStreamTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());
    private static final int ROUNDS = Boolean.getBoolean("firn.long") ? 20_000 : 100;
    private static final int COMMANDS = 60;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    private int restored;

    @Test
    void noTrickGetsOut() throws IOException {
        Map<String, UnaryOperator<TestStream>> cases = HostileStreams.all();
        assertThat(cases).hasSizeGreaterThanOrEqualTo(100);
        for (var one : cases.entrySet()) {
            for (Extraction.Existing existing : Extraction.Existing.values()) {
                run(one.getKey(), one.getValue(), existing);
            }
        }
        assertThat(restored).isGreaterThan(cases.size());
    }

    @Test
    void noRandomStreamGetsOut() throws IOException {
        System.out.println("seed " + SEED);
        for (int round = 0; round < ROUNDS; round++) {
            long seed = SEED + round;
            run(
                    "seed %d".formatted(seed),
                    _ -> RandomStream.of(seed, COMMANDS),
                    round % 2 == 0 ? Extraction.Existing.KEEP : Extraction.Existing.OVERWRITE);
        }
        assertThat(restored).isGreaterThan(ROUNDS / 2);
    }

    /** Its headers, by their places alone, name nothing outside and nothing that gives rights. */
    private static void checkTar(String what, byte[] tar) {
        int at = 0;
        String path = "";
        while (tar[at] != 0) {
            char type = (char) tar[at + 156];
            long size = number(tar, at + 124, 11);
            String header = new String(tar, at, 100, StandardCharsets.ISO_8859_1);
            if (type == 'x') {
                String records = new String(tar, at + 512, (int) size, StandardCharsets.ISO_8859_1);
                path = path(records);
            } else {
                String name = path.isEmpty() ? header.substring(0, end(header)) : path;
                assertThat(List.of(name.split("/", -1)))
                        .as("%s: %s", what, name)
                        .doesNotContain("", "..");
                assertThat(type).as("%s: type of %s", what, name).isNotIn('3', '4');
                if (type != '5') {
                    assertThat(number(tar, at + 100, 7) & 06000).as(what).isZero();
                }
                path = "";
            }
            at += 512 + (int) ((size + 511) / 512 * 512);
        }
    }

    private static int end(String header) {
        int end = header.indexOf(0);
        return end < 0 ? header.length() : end;
    }

    private static long number(byte[] tar, int at, int length) {
        return Long.parseLong(new String(tar, at, length, StandardCharsets.US_ASCII), 8);
    }

    /** As a reader finds it: the length of each record says where the next one is. */
    private static String path(String records) {
        int at = 0;
        String path = "";
        while (at < records.length()) {
            int space = records.indexOf(' ', at);
            int end = at + Integer.parseInt(records.substring(at, space));
            String record = records.substring(space + 1, end - 1);
            if (record.startsWith("path=") || record.startsWith("GNU.sparse.name=")) {
                path = record.substring(record.indexOf('=') + 1);
            }
            at = end;
        }
        return path;
    }

    /** Somebody puts links to what is outside in the place of directories, again and again. */
    @Test
    void nobodyGetsItOutByAWonRace() throws Exception {
        Surroundings surroundings = new Surroundings(Files.createDirectory(directory.resolve("c")));
        TestStream stream = new TestStream().mkdir("d").mkdir("d/canary");
        for (int i = 0; i < 300; i++) {
            stream.mkfile("d/f" + i).write("d/f" + i, 0, new byte[10]);
            stream.symlink("d/s" + i, "x").link("d/canary/l" + i, "d/f" + i);
        }
        Path real = Files.createDirectory(surroundings.destination.resolve("d"));
        Path aside = surroundings.destination.resolve("aside");
        AtomicBoolean isOver = new AtomicBoolean();
        Thread swapper =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                while (!isOver.get()) {
                                    Files.move(real, aside);
                                    Files.createSymbolicLink(real, Path.of("../outside"));
                                    Files.delete(real);
                                    Files.move(aside, real);
                                }
                            } catch (IOException e) {
                                // The restore made a directory in between: the race is over.
                            }
                        });
        try (StreamVault vault =
                new StreamVault(Files.createDirectory(directory.resolve("vault")))) {
            vault.store(stream.end());
            var how = new Extraction.Settings(Extraction.Existing.KEEP, false, false, "mark");
            for (int round = 0; round < 10; round++) {
                try {
                    vault.extract(stream.uuid, surroundings.destination, how);
                } catch (ErrnoException e) {
                    assertThat(e).hasMessageNotContaining("outside");
                }
            }
        } finally {
            isOver.set(true);
            swapper.join();
        }
        surroundings.check("a race");
    }

    private void run(String what, UnaryOperator<TestStream> trick, Extraction.Existing existing)
            throws IOException {
        Path base = Files.createTempDirectory(directory, "case");
        Surroundings surroundings = new Surroundings(base);
        Shell.run("mkfifo", surroundings.destination.resolve("pipe").toString());
        try (StreamVault vault =
                new StreamVault(Files.createDirectory(directory.resolve("vault")))) {
            TestStream stream = trick.apply(new TestStream());
            vault.store(stream.end());
            Extraction.Settings how = new Extraction.Settings(existing, false, false, "mark");
            vault.extract(stream.uuid, surroundings.destination, how);
            restored++;
            checkTar(what, vault.tarWithoutRights(stream.uuid));
        } catch (MalformedStreamException | ReplayException e) {
            assertThat(e).hasMessageNotContaining("\n");
        } catch (IOException | RuntimeException e) {
            throw new AssertionError(what, e);
        }
        surroundings.check(what);
        if (existing == Extraction.Existing.KEEP) {
            surroundings.checkKept(what);
        }
        Shell.run("rm", "-rf", directory.resolve("vault").toString(), base.toString());
    }
}
