package dev.firn.sendstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the parser takes and what it refuses. */
class SendStreamParserTest {

    @SuppressWarnings("UnusedVariable") // of @FieldSource
    private static final java.util.List<String> GOLDEN = GoldenStream.NAMES;

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void dumpsWhatBtrfsSent(String name) throws IOException {
        assertThat(GoldenStream.dumpOf(GoldenStream.stream(name)))
                .isEqualTo(GoldenStream.dump(name));
    }

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void howTheStreamIsCutMakesNoDifference(String name) throws IOException {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        byte[] stream = GoldenStream.stream(name);
        for (int limit : new int[] {1, 7, 5000}) {
            StringBuilder text = new StringBuilder();
            SendStreamParser parser =
                    new SendStreamParser(
                            (command, _) -> text.append(StreamDump.line(command)).append('\n'));
            for (int at = 0; at < stream.length; ) {
                int length = Math.min(1 + random.nextInt(limit), stream.length - at);
                ByteBuffer part = ByteBuffer.allocateDirect(length).put(stream, at, length);
                parser.feed(part.flip());
                at += length;
            }
            parser.finish();
            assertThat(text.toString()).isEqualTo(GoldenStream.dump(name));
        }
    }

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void everyPrefixIsRefused(String name) {
        byte[] stream = GoldenStream.stream(name);
        for (int length = 0; length < stream.length; length += length < 4000 ? 1 : 997) {
            byte[] prefix = Arrays.copyOf(stream, length);
            assertThatThrownBy(() -> GoldenStream.dumpOf(prefix))
                    .as("the first %d bytes", length)
                    .isInstanceOfSatisfying(
                            MalformedStreamException.class,
                            e -> assertThat(e.offset()).isEqualTo(prefix.length))
                    .hasMessageContaining("found the end of the stream");
        }
    }

    @Test
    void everyFlippedByteIsRefused() {
        byte[] stream = GoldenStream.stream("v2-incremental");
        for (int at = 0; at < stream.length; at++) {
            byte[] changed = stream.clone();
            // Version 3 instead of 2 is no fault: it has all the commands of version 2.
            changed[at] ^= (byte) (at == SendStreamParser.MAGIC.length ? 4 : 1);
            assertThatThrownBy(() -> GoldenStream.dumpOf(changed))
                    .as("byte %d", at)
                    .isInstanceOf(MalformedStreamException.class);
        }
    }

    @Test
    void tellsWhatTheStreamWas() throws IOException {
        SendStreamParser parser = new SendStreamParser((_, _) -> {});
        parser.feed(ByteBuffer.wrap(StreamBuilder.started(2).end()));

        StreamSummary summary = parser.finish();

        assertThat(summary.version()).isEqualTo(2);
        assertThat(summary.uuid()).isEqualTo(StreamBuilder.ID);
        assertThat(summary.generation()).isEqualTo(7);
        assertThat(summary.parent()).isEmpty();
        assertThat(summary.commands()).isEqualTo(2);
    }

    @Test
    void readsTheCommandsThatThisKernelDoesNotSend() throws IOException {
        byte[] path = StreamBuilder.attribute(15, "f");
        byte[] stream =
                StreamBuilder.started(3)
                        .command(24, path, StreamBuilder.attribute(26, StreamBuilder.u64(16)))
                        .command(
                                26,
                                path,
                                StreamBuilder.attribute(32, new byte[] {1}),
                                StreamBuilder.attribute(33, StreamBuilder.u32(4096)),
                                StreamBuilder.attribute(34, "salt"),
                                StreamBuilder.attribute(35, ""))
                        .end();

        assertThat(GoldenStream.dumpOf(stream))
                .contains(
                        "fileattr path=f flags=10\n"
                                + "enable_verity path=f algorithm=1 block_size=4096"
                                + " salt=73616c74 signature=\n");
    }

    @Test
    void saysWhereAndWhatIsWrong() {
        byte[] path = StreamBuilder.attribute(15, "f");
        refused(new byte[17], "at byte 0: expected the magic 'btrfs-stream'");
        refused(new StreamBuilder(4).toBytes(), "at byte 13: expected a protocol version from 1");
        refused(new StreamBuilder(1).command(21).toBytes(), "expected command subvol or snapshot");
        refused(
                StreamBuilder.started(1).command(1, path).toBytes(),
                "expected another command, found command subvol");
        refused(StreamBuilder.started(1).command(99).toBytes(), "found number 99");
        refused(StreamBuilder.started(1).command(25).toBytes(), "expected a command of version 1");
        refused(StreamBuilder.started(1).raw(21, new byte[0], 1).toBytes(), "with CRC-32C");
        refused(StreamBuilder.started(1).command(11).toBytes(), "with attribute path, found none");
        refused(StreamBuilder.started(1).command(11, path, path).toBytes(), "attribute path again");
        refused(
                StreamBuilder.started(1)
                        .command(11, path, StreamBuilder.attribute(4, StreamBuilder.u64(1)))
                        .toBytes(),
                "expected an attribute of command unlink, found attribute size");
        refused(
                StreamBuilder.started(1)
                        .command(17, path, StreamBuilder.attribute(4, StreamBuilder.u32(1)))
                        .toBytes(),
                "attribute size with 8 bytes, found a length of 4");
        refused(
                StreamBuilder.started(1).command(11, path, new byte[] {15}).toBytes(),
                "expected the rest of an attribute");
        refused(
                StreamBuilder.started(1).command(11, StreamBuilder.attribute(15, "")).toBytes(),
                "found an empty path");
        refused(
                StreamBuilder.started(1).command(11, StreamBuilder.attribute(15, "a\0b")).toBytes(),
                "found a name with a NUL");
        refused(
                StreamBuilder.join(StreamBuilder.started(1).end(), new byte[1]),
                "expected nothing after command end");
    }

    private static void refused(byte[] stream, String words) {
        assertThatThrownBy(() -> GoldenStream.dumpOf(stream))
                .isInstanceOf(MalformedStreamException.class)
                .hasMessageContaining(words);
    }

    @Test
    void aHugeLengthIsRefusedBeforeAnythingIsAllocated() {
        for (int length : new int[] {Integer.MAX_VALUE, -1, (16 << 20) + 1}) {
            byte[] header =
                    StreamBuilder.join(
                            StreamBuilder.u32(length), StreamBuilder.u16(15), new byte[4]);
            refused(
                    StreamBuilder.started(2).bytes(header).toBytes(),
                    "expected a command of at most 16777216 bytes");
        }
    }

    @Test
    void manyLongAttributesAreRefused() {
        byte[] value = new byte[65_000];
        byte[] verity =
                StreamBuilder.join(
                        StreamBuilder.attribute(15, "f"),
                        StreamBuilder.attribute(34, value),
                        StreamBuilder.attribute(34, value));
        refused(StreamBuilder.started(3).command(26, verity).toBytes(), "verity_salt_data again");
    }
}
