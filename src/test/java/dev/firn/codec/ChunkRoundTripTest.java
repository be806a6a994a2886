package dev.firn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.keys.Identities;
import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: what was encoded is decoded, whatever it is. */
class ChunkRoundTripTest {

    private static final int FRAME = SampleChunk.FRAME_BYTES;
    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 65_791, 65_792, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME})
    void decodesWhatWasEncoded(int length) throws IOException {
        for (byte[] plain : List.of(new byte[length], incompressible(length))) {
            assertThat(Arrays.equals(SampleChunk.of(plain).decode(), plain)).isTrue();
        }
    }

    @Test
    void decodesRandomMixtures() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 10; i++) {
            byte[] plain = mixture(random, 1 + random.nextInt(3 * FRAME));

            assertThat(Arrays.equals(SampleChunk.of(plain).decode(), plain))
                    .as("%d bytes, -Dfirn.seed=%d", plain.length, SEED)
                    .isTrue();
        }
    }

    @Test
    void decodesAPayloadThatEndsWithAStepOfAge() throws IOException {
        int overhead = payloadBytes(SampleChunk.of(incompressible(131_000))) - 131_000;
        byte[] plain = incompressible(131_072 - overhead);

        SampleChunk chunk = SampleChunk.of(plain);

        assertThat(payloadBytes(chunk)).isEqualTo(131_072);
        assertThat(chunk.decode()).isEqualTo(plain);
    }

    private static int payloadBytes(SampleChunk chunk) {
        return (int) ChunkLayout.payloadBytes(chunk.description().frames());
    }

    @Test
    void storesWhatTheLayoutSays() throws IOException {
        try (Identity second = Identity.generate()) {
            Recipients two = Recipients.of(SampleChunk.IDENTITY.recipient(), second.recipient());
            byte[] plain = incompressible(300_000);

            SampleChunk chunk = SampleChunk.of(SampleChunk.header(0), two, plain);

            assertThat((long) chunk.stored().length)
                    .isEqualTo(ChunkLayout.storedBytes(2, payloadBytes(chunk)));
            assertThat(ChunkLayout.stepOffset(ChunkLayout.headerBytes(2), 131_072))
                    .isEqualTo(70 + 2 * 98 + 16 + 2 * 65_552);
        }
    }

    @Test
    void anyRecipientCanDecodeAlone() throws IOException {
        byte[] plain = incompressible(1000);
        for (int i = 0; i < 2; i++) {
            Identity[] both = {Identity.generate(), Identity.generate()};
            Recipients recipients = Recipients.of(both[0].recipient(), both[1].recipient());
            SampleChunk chunk = SampleChunk.of(SampleChunk.header(0), recipients, plain);

            byte[] decoded =
                    SampleChunk.decode(
                            new ByteArrayInputStream(chunk.stored()),
                            Identities.of(Identity.generate(), both[i]),
                            chunk.description());

            assertThat(decoded).isEqualTo(plain);
        }
    }

    @Test
    void doesNotMindShortReads() throws IOException {
        byte[] plain = incompressible(200_000);
        SampleChunk chunk = SampleChunk.of(plain);
        Random random = new Random(SEED);
        var trickle =
                new ByteArrayInputStream(chunk.stored()) {
                    @Override
                    public synchronized int read(byte[] target, int offset, int length) {
                        return super.read(
                                target, offset, Math.min(length, 1 + random.nextInt(5000)));
                    }
                };

        byte[] decoded =
                SampleChunk.decode(
                        trickle, Identities.of(SampleChunk.IDENTITY), chunk.description());

        assertThat(decoded).isEqualTo(plain);
    }

    @Test
    void encodersOnSeveralThreadsDoNotDisturbEachOther() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                byte[] plain = mixture(new Random(SEED + i), FRAME + 1000 * i);
                results.add(
                        threads.submit(() -> Arrays.equals(SampleChunk.of(plain).decode(), plain)));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get()).as("-Dfirn.seed=%d", SEED).isTrue();
            }
        }
    }

    private static byte[] incompressible(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] mixture(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int start = 0; start < length; ) {
            int end = Math.min(length, start + 1 + random.nextInt(100_000));
            byte[] part = new byte[end - start];
            if (random.nextBoolean()) {
                random.nextBytes(part);
            }
            System.arraycopy(part, 0, bytes, start, part.length);
            start = end;
        }
        return bytes;
    }
}
