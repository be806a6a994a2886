package dev.firn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.keys.Identities;
import dev.firn.keys.IdentityFile;
import dev.firn.keys.Recipients;
import dev.firn.model.ChunkId;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.tools.Tool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Goal: every later Firn, and no Firn at all, reads what the first one stored. */
class GoldenChunkTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path IDENTITY = GOLDEN.resolve("identity/plain.txt");
    private static final Path CHUNK = GOLDEN.resolve("chunk/chunk-v1.age");

    /** The worked example of docs/format-chunk.md. */
    private static final String HEADER_HEX =
            """
            5e2a4d18 40000000 4649524e 01000000
            9a3c1f3e 52d44d7b 8f0e0c1d 2e3f4a5b
            b41c0d2e 7f6a4b3c 9d8e1a2b 3c4d5e6f
            0f1e2d3c 4b5a4968 87766554 43322110
            00000004 00000000
            """;

    private static final ChunkHeader HEADER =
            new ChunkHeader(
                    VaultId.parse("9a3c1f3e-52d4-4d7b-8f0e-0c1d2e3f4a5b"),
                    SnapshotId.parse("b41c0d2e-7f6a-4b3c-9d8e-1a2b3c4d5e6f"),
                    ChunkId.parse("0f1e2d3c-4b5a-4968-8776-655443322110"),
                    64 << 20);
    private static final int STREAM_BYTES = (1 << 20) + 100;

    // Byte i of the stream is i / 4096, modulo 256.
    private static byte[] plain() {
        byte[] plain = new byte[STREAM_BYTES];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (byte) (i / 4096);
        }
        return plain;
    }

    private static Identities identities() throws IOException {
        return IdentityFile.open(
                IDENTITY,
                file -> {
                    throw new AssertionError(file + " has no passphrase");
                });
    }

    @Test
    void theGoldenChunkIsDecoded() throws IOException {
        try (Identities identities = identities()) {
            ChunkDescription description =
                    new ChunkDescription(
                            HEADER,
                            STREAM_BYTES,
                            new Recipients(identities.recipients()),
                            new FrameTable(1 << 20, new int[] {1653, 21}),
                            Optional.of(
                                    Sha256.parse(
                                            "f1c963170a3ea67bcceffee9e06a5748109615a3bc74629b8d6c99f7fa1fbe51")));

            byte[] decoded =
                    SampleChunk.decode(Files.newInputStream(CHUNK), identities, description);

            assertThat(Arrays.equals(decoded, plain())).isTrue();
        }
    }

    @Test
    void theHeaderIsTheWorkedExample() {
        assertThat(HEADER.encode())
                .isEqualTo(HexFormat.of().parseHex(HEADER_HEX.replaceAll("\\s", "")));
    }

    @Test
    void ageAndZstdDecodeTheGoldenChunk() throws Exception {
        Tool.require("age", "zstd", "sh");

        assertThat(Arrays.equals(decodeWithoutFirn(CHUNK), plain())).isTrue();
    }

    @Test
    void ageAndZstdDecodeWhatIsEncodedNow() throws Exception {
        Tool.require("age", "zstd", "sh");
        Path file = Files.createTempFile("chunk", ".age");
        try (Identities identities = identities()) {
            SampleChunk chunk =
                    SampleChunk.of(HEADER, new Recipients(identities.recipients()), plain());
            Files.write(file, chunk.stored());

            assertThat(Arrays.equals(decodeWithoutFirn(file), plain())).isTrue();
        } finally {
            Files.delete(file);
        }
    }

    private static byte[] decodeWithoutFirn(Path chunk) throws IOException, InterruptedException {
        return Tool.run(
                        new byte[0],
                        "sh",
                        "-c",
                        "age -d -i \"$1\" \"$2\" | zstd -d",
                        "sh",
                        IDENTITY.toString(),
                        chunk.toString())
                .orFail();
    }

    @Test
    void aChunkMadeWithAgeAndZstdIsDecoded() throws Exception {
        Tool.require("age", "zstd");
        byte[] plain = plain();
        byte[] first = Arrays.copyOf(plain, 1 << 20);
        byte[] second = Arrays.copyOfRange(plain, 1 << 20, plain.length);
        byte[] frame0 = zstd(first);
        byte[] frame1 = zstd(second);
        try (Identities identities = identities()) {
            Recipients recipients = new Recipients(identities.recipients());
            byte[] payload = concat(HEADER.encode(), frame0, frame1);
            byte[] stored = Tool.run(payload, "age", "-r", recipients.texts().getFirst()).orFail();
            ChunkDescription description =
                    new ChunkDescription(
                            HEADER,
                            STREAM_BYTES,
                            recipients,
                            new FrameTable(1 << 20, new int[] {frame0.length, frame1.length}),
                            Optional.of(Sha256.of(plain)));

            byte[] decoded =
                    SampleChunk.decode(new ByteArrayInputStream(stored), identities, description);

            assertThat(Arrays.equals(decoded, plain)).isTrue();
        }
    }

    private static byte[] zstd(byte[] plain) throws IOException, InterruptedException {
        String size = "--stream-size=" + plain.length;
        return Tool.run(plain, "zstd", "-c", "-3", "--check", size).orFail();
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
