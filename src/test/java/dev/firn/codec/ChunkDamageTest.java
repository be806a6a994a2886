package dev.firn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.keys.Identities;
import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.model.ChunkId;
import dev.firn.model.Sha256;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Goal: no chunk that is not exactly the one expected is taken for it. */
class ChunkDamageTest {

    private static final int AGE_HEADER_BYTES = (int) ChunkLayout.headerBytes(1);

    @Test
    void everyPrefixIsRefused() throws IOException {
        SampleChunk chunk = SampleChunk.small();
        for (int length = 0; length < chunk.stored().length; length++) {
            byte[] prefix = Arrays.copyOf(chunk.stored(), length);
            assertThatThrownBy(() -> chunk.decode(prefix))
                    .as("%d bytes", length)
                    .isInstanceOf(DamagedChunkException.class)
                    .hasMessageStartingWith(
                            "chunk %s is damaged: ", chunk.description().header().chunk());
        }
    }

    @Test
    void aChunkCutAtAStepOfAgeIsRefused() throws IOException {
        byte[] plain = new byte[200_000];
        new Random(3).nextBytes(plain);
        SampleChunk chunk = SampleChunk.of(plain);
        for (int steps = 0; steps < 4; steps++) {
            byte[] prefix = Arrays.copyOf(chunk.stored(), AGE_HEADER_BYTES + steps * 65_552);
            assertThatThrownBy(() -> chunk.decode(prefix))
                    .isInstanceOf(DamagedChunkException.class);
        }
    }

    @Test
    void everyFlippedByteIsRefused() throws IOException {
        SampleChunk chunk = SampleChunk.small();
        for (int i = 0; i < chunk.stored().length; i++) {
            for (int flip : i < AGE_HEADER_BYTES ? new int[] {1, 4, 0x20, 0x80} : new int[] {1}) {
                byte[] changed = chunk.stored().clone();
                changed[i] ^= (byte) flip;
                assertThatThrownBy(() -> chunk.decode(changed))
                        .as("byte %d ^ %d", i, flip)
                        .isInstanceOf(DamagedChunkException.class);
            }
        }
    }

    @Test
    void appendedBytesAreRefused() throws IOException {
        SampleChunk chunk = SampleChunk.small();

        assertThatThrownBy(() ->
                        chunk.decode(Arrays.copyOf(chunk.stored(), chunk.stored().length + 1)))
                .isInstanceOf(DamagedChunkException.class)
                .hasMessageContaining("its encrypted bytes are not intact");
    }

    @Test
    void anotherChunkInItsPlaceIsRefusedByName() throws IOException {
        SampleChunk chunk = SampleChunk.small();
        SampleChunk other = SampleChunk.small();

        assertThatThrownBy(() -> chunk.decode(other.stored()))
                .isInstanceOf(DamagedChunkException.class)
                .hasMessage(
                        "chunk %s is damaged: another chunk is in its place: expected chunk %s,"
                                + " found %s",
                        chunk.description().header().chunk(),
                        chunk.description().header().chunk(),
                        other.description().header().chunk());
    }

    @Test
    void aChunkFromElsewhereInTheStreamIsRefused() throws IOException {
        byte[] plain = new byte[100];
        ChunkHeader header = SampleChunk.header(64 << 20);
        ChunkHeader elsewhere =
                new ChunkHeader(header.vault(), header.snapshot(), header.chunk(), 0);
        SampleChunk chunk = SampleChunk.of(header, SampleChunk.RECIPIENTS, plain);
        SampleChunk moved = SampleChunk.of(elsewhere, SampleChunk.RECIPIENTS, plain);

        assertThatThrownBy(() -> chunk.decode(moved.stored()))
                .isInstanceOf(DamagedChunkException.class)
                .hasMessageContaining("expected stream offset 67108864, found 0");
    }

    @Test
    void aWrongIdentityIsNotTakenForDamage() throws IOException {
        SampleChunk chunk = SampleChunk.small();
        Identity other = Identity.generate();

        assertThatThrownBy(() ->
                        SampleChunk.decode(
                                InputStream.nullInputStream(),
                                Identities.of(other),
                                chunk.description()))
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.WRONG_KEY))
                .hasMessage(
                        "cannot decrypt chunks: they are encrypted to %s, and the identity is that"
                                + " of %s",
                        SampleChunk.IDENTITY.recipient(), other.recipient());
    }

    @Test
    void aChunkEncryptedToSomebodyElseIsDamage() throws IOException {
        SampleChunk chunk = SampleChunk.small();
        SampleChunk foreign =
                SampleChunk.of(
                        chunk.description().header(),
                        Recipients.of(Identity.generate().recipient()),
                        chunk.decode());

        assertThatThrownBy(() -> chunk.decode(foreign.stored()))
                .isInstanceOf(DamagedChunkException.class)
                .hasMessageEndingWith(
                        "it is not encrypted to the recipients that the record names");
    }

    @Test
    void wrongFrameLengthsAreRefused() throws IOException {
        SampleChunk chunk = SampleChunk.small();
        FrameTable frames = chunk.description().frames();
        int[] right = {frames.length(0), frames.length(1), frames.length(2)};
        int[][] wrong = {
            {right[0] + 1, right[1] - 1, right[2]},
            {right[0] - 1, right[1] + 1, right[2]},
            {right[0], right[1], right[2] + 1},
            {right[0], right[1], right[2] - 1},
            {FrameCompressor.boundBytes(SampleChunk.FRAME_BYTES), right[1], right[2]},
        };
        for (int[] lengths : wrong) {
            ChunkDescription changed =
                    new ChunkDescription(
                            chunk.description().header(),
                            chunk.description().streamBytes(),
                            SampleChunk.RECIPIENTS,
                            new FrameTable(SampleChunk.FRAME_BYTES, lengths),
                            chunk.description().plainSha256());
            assertThatThrownBy(() -> new SampleChunk(chunk.stored(), changed).decode())
                    .as("%s", Arrays.toString(lengths))
                    .isInstanceOf(DamagedChunkException.class);
        }
    }

    @Test
    void framesThatDoNotAddUpAreRefusedBeforeReading() throws IOException {
        ChunkDescription description = SampleChunk.small().description();

        assertThatThrownBy(() ->
                        new ChunkDescription(
                                description.header(),
                                description.streamBytes(),
                                description.recipients(),
                                new FrameTable(SampleChunk.FRAME_BYTES, new int[] {99}),
                                description.plainSha256()))
                .hasMessage("2097252 bytes of stream are 3 frames of 1048576, not 1");
        assertThatThrownBy(() -> new FrameTable(SampleChunk.FRAME_BYTES, new int[] {1 << 30}))
                .hasMessage("a frame of 1048576 bytes cannot take 1073741824");
    }

    @Test
    void anotherStreamDigestIsRefused() throws IOException {
        SampleChunk chunk = SampleChunk.small();
        ChunkDescription description = chunk.description();
        ChunkDescription changed =
                new ChunkDescription(
                        description.header(),
                        description.streamBytes(),
                        description.recipients(),
                        description.frames(),
                        Optional.of(Sha256.of(new byte[0])));

        assertThatThrownBy(() -> new SampleChunk(chunk.stored(), changed).decode())
                .isInstanceOf(DamagedChunkException.class)
                .hasMessageContaining("the SHA-256 of its stream bytes is ");
    }

    @Test
    void aSourceThatBreaksIsNotTakenForDamage() throws IOException {
        SampleChunk chunk = SampleChunk.small();
        for (int length : new int[] {0, 100, AGE_HEADER_BYTES + 10, 300}) {
            InputStream broken =
                    new SequenceInputStream(
                            new ByteArrayInputStream(chunk.stored(), 0, length),
                            new BrokenInputStream());
            assertThatThrownBy(() ->
                            SampleChunk.decode(
                                    broken,
                                    Identities.of(SampleChunk.IDENTITY),
                                    chunk.description()))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("the cable is out");
        }
    }

    private static final class BrokenInputStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the cable is out");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("the cable is out");
        }
    }

    @Test
    void whatTheSinkThrowsReachesTheCaller() throws IOException {
        SampleChunk chunk = SampleChunk.small();
        try (ChunkDecoder decoder = new ChunkDecoder(Identities.of(SampleChunk.IDENTITY))) {
            assertThatThrownBy(() ->
                            decoder.decode(
                                    new ByteArrayInputStream(chunk.stored()),
                                    chunk.description(),
                                    plain -> {
                                        throw new IOException("disk full");
                                    }))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessage("disk full");
        }
    }

    @Test
    void theEncoderRefusesAChunkWithoutFrames() throws IOException {
        var target = Channels.newChannel(new ByteArrayOutputStream());
        ChunkHeader header = SampleChunk.header(0);
        ChunkEncoder encoder = new ChunkEncoder(header, SampleChunk.RECIPIENTS, target);

        assertThatThrownBy(encoder::finish)
                .hasMessage("chunk %s is finished without a frame, or twice", header.chunk());
    }

    @Test
    void aHeaderThatCannotBeIsRefused() {
        ChunkHeader good = SampleChunk.header(0);
        ChunkId chunk = new ChunkId(UUID.randomUUID());

        assertThatThrownBy(() -> new ChunkHeader(good.vault(), good.snapshot(), chunk, -1))
                .hasMessage("a chunk cannot start at byte -1 of a stream");
    }
}
