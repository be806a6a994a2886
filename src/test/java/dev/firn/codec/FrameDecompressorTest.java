package dev.firn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import dev.firn.model.ChunkId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Goal: what is not exactly the expected frame is refused, whatever it is. */
class FrameDecompressorTest {

    private static final ChunkId CHUNK = ChunkId.parse("0f1e2d3c-4b5a-4968-8776-655443322110");
    private static final int PLAIN_BYTES = 100_000;
    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    private final FrameDecompressor decompressor = new FrameDecompressor();

    @AfterEach
    void close() {
        decompressor.close();
    }

    private static byte[] plain() {
        byte[] plain = new byte[PLAIN_BYTES];
        new Random(7).nextBytes(plain);
        Arrays.fill(plain, 1000, 90_000, (byte) 'x');
        return plain;
    }

    private static byte[] frame(Consumer<ZstdCompressCtx> settings) {
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setChecksum(true).setContentSize(true);
            settings.accept(context);
            return context.compress(plain());
        }
    }

    private byte[] decompress(byte[] frame, int plainBytes) throws DamagedChunkException {
        ByteBuffer compressed = ByteBuffer.allocateDirect(frame.length).put(frame).flip();
        ByteBuffer target = ByteBuffer.allocateDirect(PLAIN_BYTES * 2);
        decompressor.decompress(
                new FrameDecompressor.Frame(CHUNK, 3, plainBytes), compressed, target);
        byte[] plain = new byte[target.position()];
        target.flip().get(plain);
        return plain;
    }

    private void assertRefused(byte[] frame, int plainBytes, String why) {
        assertThatThrownBy(() -> decompress(frame, plainBytes))
                .isInstanceOf(DamagedChunkException.class)
                .hasMessage("chunk %s is damaged: frame 3: %s", CHUNK, why);
    }

    @Test
    void decompressesOneFrame() throws DamagedChunkException {
        assertThat(decompress(frame(context -> context.setLevel(3)), PLAIN_BYTES))
                .isEqualTo(plain());
    }

    @Test
    void decompressesWhatEveryLevelMakes() throws DamagedChunkException {
        ByteBuffer plain = ByteBuffer.allocateDirect(PLAIN_BYTES).put(plain());
        ByteBuffer target = ByteBuffer.allocateDirect(FrameCompressor.boundBytes(PLAIN_BYTES));
        for (int level = 1; level <= FrameCompressor.LEVEL_MAX; level++) {
            try (FrameCompressor compressor = new FrameCompressor(level)) {
                byte[] frame = new byte[compressor.compress(plain.rewind(), target.clear())];
                target.flip().get(frame);
                assertThat(decompress(frame, PLAIN_BYTES)).isEqualTo(plain());
            }
        }
    }

    @Test
    void theLargestFrameNeedsNoMoreWindowThanIsGranted() throws DamagedChunkException {
        byte[] plain = new byte[FrameTable.FRAME_BYTES_MAX];
        ByteBuffer direct = ByteBuffer.allocateDirect(plain.length);
        ByteBuffer compressed = ByteBuffer.allocateDirect(FrameCompressor.boundBytes(plain.length));
        for (int level : new int[] {1, 3, FrameCompressor.LEVEL_MAX}) {
            try (FrameCompressor compressor = new FrameCompressor(level)) {
                compressor.compress(direct.clear(), compressed.clear());
                decompressor.decompress(
                        new FrameDecompressor.Frame(CHUNK, 0, plain.length),
                        compressed.flip(),
                        direct.clear());
                assertThat(direct.hasRemaining()).isFalse();
            }
        }
    }

    @Test
    void refusesAnythingAfterTheFrame() {
        byte[] frame = frame(context -> {});
        String why = "its length is not that of the record";
        assertRefused(join(frame, new byte[1]), PLAIN_BYTES, why);
        assertRefused(join(frame, frame), PLAIN_BYTES, why);
        assertRefused(join(frame, SampleChunk.header(0).encode()), PLAIN_BYTES, why);
    }

    @Test
    void refusesASkippableFrame() {
        assertRefused(SampleChunk.header(0).encode(), 0, "it is not a zstd frame");
    }

    @Test
    void refusesAnotherContentSize() {
        byte[] frame = frame(context -> {});
        assertRefused(
                frame, PLAIN_BYTES - 1, "it states a content of 100000 bytes instead of 99999");
        assertRefused(
                frame(context -> context.setContentSize(false)),
                PLAIN_BYTES,
                "it states a content of -1 bytes instead of 100000");
    }

    @Test
    void refusesAFrameWithoutChecksum() {
        assertRefused(
                frame(context -> context.setChecksum(false)), PLAIN_BYTES, "it has no checksum");
    }

    @Test
    void refusesADictionary() {
        byte[] content = new byte[4096];
        new Random(1).nextBytes(content);
        try (ZstdDictCompress dictionary = new ZstdDictCompress(content, 3)) {
            byte[] frame = frame(context -> context.loadDict(dictionary));
            frame[4] |= 1; // raw content has no id; one is claimed
            assertRefused(frame, PLAIN_BYTES, "it uses a dictionary or what zstd has reserved");
        }
    }

    @Test
    void refusesAWindowThatIsTooLarge() {
        byte[] frame = frame(context -> {});
        frame[4] &= (byte) ~0x20;
        frame[5] = (byte) 0xFF;
        assertRefused(frame, PLAIN_BYTES, "its window is larger than 8388608 bytes");
    }

    @Test
    void refusesEveryFlippedByteAndEveryPrefix() {
        byte[] frame = frame(context -> {});
        for (int i = 0; i < 2000; i++) {
            byte[] flipped = frame.clone();
            int at = i < 100 ? i : frame.length - 1 - (i - 100) * (frame.length / 2000);
            flipped[at] ^= 1;
            assertThatThrownBy(() -> decompress(flipped, PLAIN_BYTES))
                    .as("byte %d", at)
                    .isInstanceOf(DamagedChunkException.class);
            byte[] prefix = Arrays.copyOf(frame, at);
            assertThatThrownBy(() -> decompress(prefix, PLAIN_BYTES))
                    .as("%d bytes", at)
                    .isInstanceOf(DamagedChunkException.class);
        }
    }

    @Test
    void refusesNoiseBehindAGoodHeader() {
        Random random = new Random(SEED);
        byte[] frame = frame(context -> {});
        for (int i = 0; i < 2000; i++) {
            byte[] noise = new byte[random.nextInt(3000)];
            random.nextBytes(noise);
            System.arraycopy(frame, 0, noise, 0, Math.min(noise.length, random.nextInt(14)));
            assertThatThrownBy(() -> decompress(noise, PLAIN_BYTES))
                    .as("-Dfirn.seed=%d", SEED)
                    .isInstanceOf(DamagedChunkException.class);
        }
    }

    @Test
    void theCompressorRefusesWhatItCannotDo() {
        ByteBuffer room = ByteBuffer.allocateDirect(10);
        try (FrameCompressor compressor = new FrameCompressor(3)) {
            assertThatThrownBy(() -> compressor.compress(ByteBuffer.allocateDirect(0), room))
                    .hasMessage("no frame holds 0 bytes");
            assertThatThrownBy(() -> compressor.compress(ByteBuffer.allocateDirect(1), room))
                    .hasMessage("1 bytes need room for 64, not 10");
        }
        assertThatThrownBy(() -> new FrameCompressor(20).close())
                .hasMessage("the level is 1 to 19, not 20");
    }

    private static byte[] join(byte[] a, byte[] b) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(a);
        both.writeBytes(b);
        return both.toByteArray();
    }
}
