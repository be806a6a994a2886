package dev.firn.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.index.DamagedIndexException;
import dev.firn.index.IndexReader;
import dev.firn.index.SampleIndex;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: no index makes a replay hang, take more than it may, or throw anything but its own
 * exceptions. Method: change golden indexes at random, and look at the trees that still come.
 */
class ReplayFuzzTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());
    private static final int ROUNDS = Boolean.getBoolean("firn.long") ? 100_000 : 2_000;

    @TempDir Path directory;

    private final Random random = new Random(SEED);

    @Test
    void throwsNothingButItsOwnExceptions() throws IOException {
        System.out.println("seed " + SEED);
        byte[] full = SampleIndex.of(SampleIndex.golden("v2-full.stream"));
        byte[] incremental = SampleIndex.of(SampleIndex.golden("v2-incremental.stream"));
        int refused = 0;
        try (Trees trees = Trees.open(directory, new Trees.Settings(1 << 20, 1 << 30), () -> {})) {
            for (int round = 0; round < ROUNDS; round++) {
                boolean isFull = random.nextInt(4) == 0;
                try {
                    trees.add(reader(full), SampleIndex.DIGEST);
                    Tree tree =
                            trees.add(
                                    reader(changed(isFull ? full : incremental)),
                                    SampleIndex.DIGEST);
                    Walk.shape(tree);
                } catch (DamagedIndexException | ReplayException e) {
                    refused++;
                } catch (IOException | RuntimeException e) {
                    throw new AssertionError("seed %d, round %d".formatted(SEED, round), e);
                }
            }
        }
        assertThat(refused).isBetween(ROUNDS / 4, ROUNDS - 1);
    }

    private static IndexReader reader(byte[] index) throws IOException {
        return new IndexReader(new ByteArrayInputStream(index));
    }

    private byte[] changed(byte[] index) {
        byte[] changed = index.clone();
        // Behind the header and the first record; the end is made right by nobody.
        int changes = 1 + random.nextInt(2);
        for (int i = 0; i < changes; i++) {
            int at = 60 + random.nextInt(index.length - 110);
            changed[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : changed[at] ^ 1);
        }
        return changed;
    }
}
