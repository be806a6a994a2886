package dev.firn.sendstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Goal: no input makes the parser hang or throw anything but its own exception. Method: change
 * golden streams at random, half of the time with the checksums made right again, so that what is
 * behind them is reached.
 */
class StreamFuzzTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());
    private static final int ROUNDS = Boolean.getBoolean("firn.long") ? 200_000 : 6_000;

    private final Random random = new Random(SEED);

    @Test
    void throwsNothingButItsOwnException() {
        System.out.println("seed " + SEED);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] stream = changed(small());
            try {
                GoldenStream.dumpOf(stream);
            } catch (MalformedStreamException e) {
                refused++;
                assertThat(e.offset()).isBetween(0L, (long) stream.length);
            } catch (IOException e) {
                throw new AssertionError("seed %d, round %d".formatted(SEED, round), e);
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS / 2);
    }

    private byte[] small() {
        return GoldenStream.stream(random.nextBoolean() ? "v2-incremental" : "v1-no-data");
    }

    private byte[] changed(byte[] stream) {
        byte[] changed =
                random.nextInt(10) == 0
                        ? Arrays.copyOf(stream, random.nextInt(stream.length))
                        : stream.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && changed.length > 0; i++) {
            int at = random.nextInt(changed.length);
            changed[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : changed[at] ^ 1);
        }
        if (random.nextBoolean()) {
            mendChecksums(changed);
        }
        return changed;
    }

    private static void mendChecksums(byte[] stream) {
        ByteBuffer bytes = ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 17; at + 10 <= stream.length; ) {
            int length = bytes.getInt(at);
            if (length < 0 || length > stream.length - at - 10) {
                return;
            }
            bytes.putInt(at + 6, 0);
            StreamChecksum checksum = new StreamChecksum();
            checksum.begin();
            checksum.update(bytes.slice(at, 10 + length));
            bytes.putInt(at + 6, checksum.value());
            at += 10 + length;
        }
    }
}
