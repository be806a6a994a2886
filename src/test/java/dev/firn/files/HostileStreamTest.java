package dev.firn.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sendstream.MalformedStreamException;
import dev.firn.testing.Shell;
import dev.firn.tree.ReplayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
        assertThat(cases).hasSizeGreaterThanOrEqualTo(40);
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
