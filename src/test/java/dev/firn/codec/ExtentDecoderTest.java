package dev.firn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: compressed extents decode to what they were made of, and wrong ones to an exception.
 * Method: what the libraries compress, a segment of LZO by hand, and random damage. What btrfs
 * itself compresses is in RandomHistoryIT.
 */
class ExtentDecoderTest {

    private static final int ZLIB = 1;
    private static final int ZSTD = 2;
    private static final int LZO = 3;

    /** "abc", then 7 bytes from 3 before, and the end: framed as btrfs does it. */
    private static final byte[] LZO_BYTES =
            HexFormat.of().parseHex("11000000" + "09000000" + "14" + "616263" + "c800" + "110000");

    private final ExtentDecoder decoder = new ExtentDecoder();

    @AfterEach
    void close() {
        decoder.close();
    }

    private byte[] decode(int compression, byte[] bytes, long length)
            throws ExtentDecoder.UndecodableException {
        ByteBuffer decoded = decoder.decode(compression, 0, ByteBuffer.wrap(bytes), length);
        byte[] all = new byte[decoded.remaining()];
        decoded.get(all);
        return all;
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ("firn ".charAt(i % 5) + i / 4096);
        }
        return text;
    }

    private static byte[] zlib(byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(text);
        }
        return bytes.toByteArray();
    }

    @Test
    void zlibAndZstdArePaddedToSectors() throws Exception {
        byte[] text = text(100_000);
        assertThat(decode(ZLIB, Arrays.copyOf(zlib(text), 8192), 100_000)).isEqualTo(text);
        assertThat(decode(ZSTD, Arrays.copyOf(Zstd.compress(text), 8192), 100_000)).isEqualTo(text);
    }

    @Test
    void lzoIsInSegments() throws Exception {
        assertThat(decode(LZO, LZO_BYTES, 10)).asString().isEqualTo("abcabcabca");
    }

    @Test
    void whatIsMissingIsZeros() throws Exception {
        byte[] text = text(5000);
        byte[] longer = Arrays.copyOf(text, 8192);
        assertThat(decode(ZLIB, zlib(text), 8192)).isEqualTo(longer);
        assertThat(decode(ZSTD, Zstd.compress(text), 8192)).isEqualTo(longer);
    }

    @Test
    void noExtentIsLongerThanBtrfsMakesThem() {
        byte[] bomb = Zstd.compress(new byte[1 << 20]);
        assertThatThrownBy(() -> decode(ZSTD, bomb, 1 << 20))
                .isInstanceOf(ExtentDecoder.UndecodableException.class);
        assertThatThrownBy(() -> decode(ZSTD, bomb, 4096))
                .isInstanceOf(ExtentDecoder.UndecodableException.class);
        assertThatThrownBy(() -> decode(ZLIB, new byte[10], Long.MAX_VALUE))
                .isInstanceOf(ExtentDecoder.UndecodableException.class);
    }

    @Test
    void whatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> decode(99, new byte[10], 10)).hasMessageContaining("99");
        assertThatThrownBy(() -> decoder.decode(0, 1, ByteBuffer.allocate(1), 1))
                .hasMessageContaining("encrypted");
    }

    @Test
    void damageIsAnException() throws Exception {
        Random random = new Random(1);
        byte[][] intact = {zlib(text(20_000)), Zstd.compress(text(20_000)), LZO_BYTES};
        int refused = 0;
        for (int round = 0; round < 30_000; round++) {
            int compression = 1 + round % 3;
            byte[] bytes = intact[compression - 1].clone();
            for (int i = 0; i <= random.nextInt(4); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(decode(compression, bytes, 20_000)).hasSize(20_000);
            } catch (ExtentDecoder.UndecodableException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(5_000);
    }
}
