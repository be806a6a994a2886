package dev.firn.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Goal: no input makes the reader hang, take more memory than a record's, or throw anything but its
 * own exception. Method: change golden indexes at random.
 */
class IndexFuzzTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());
    private static final int ROUNDS = Boolean.getBoolean("firn.long") ? 500_000 : 20_000;

    private final Random random = new Random(SEED);

    @Test
    void throwsNothingButItsOwnException() throws IOException {
        System.out.println("seed " + SEED);
        byte[][] indexes = {
            SampleIndex.of(SampleIndex.golden("v1-full.stream")),
            SampleIndex.of(SampleIndex.golden("v1-incremental.stream")),
            SampleIndex.of(SampleIndex.golden("v2-incremental.stream")),
        };
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] index = changed(indexes[random.nextInt(indexes.length)]);
            try {
                assertThat(records(index)).isLessThan(index.length);
            } catch (DamagedIndexException e) {
                refused++;
            } catch (IOException | RuntimeException e) {
                throw new AssertionError("seed %d, round %d".formatted(SEED, round), e);
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS / 4);
    }

    private static int records(byte[] index) throws IOException {
        IndexReader reader = new IndexReader(new ByteArrayInputStream(index));
        int records = 0;
        while (reader.next().isPresent()) {
            records++;
        }
        return records;
    }

    private byte[] changed(byte[] index) {
        byte[] changed =
                random.nextInt(10) == 0
                        ? Arrays.copyOf(index, random.nextInt(index.length))
                        : index.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && changed.length > 0; i++) {
            int at = random.nextInt(changed.length);
            changed[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : changed[at] ^ 1);
        }
        return changed;
    }
}
