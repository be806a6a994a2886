package dev.firn.index;

import static dev.firn.sendstream.StreamBuilder.attribute;
import static dev.firn.sendstream.StreamBuilder.join;
import static dev.firn.sendstream.StreamBuilder.u64;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.sendstream.StreamBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The worked example of docs/format-index.md: the bytes are what they were in Firn 0.1. */
class GoldenIndexTest {

    @Test
    void theWorkedExampleIsWritten() throws IOException {
        assertThat(SampleIndex.of(stream())).isEqualTo(golden());
    }

    @Test
    void theWorkedExampleIsRead() throws IOException {
        assertThat(SampleIndex.dump(golden())).isEqualTo(SampleStreams.dump(stream()));
    }

    /** A file of 2,500 bytes, as btrfs send makes it, but for its writes of 1,000 bytes. */
    private static byte[] stream() {
        StreamBuilder stream = StreamBuilder.started(1);
        stream.command(3, path("o257-7-0"), number(3, 257));
        stream.command(9, path("o257-7-0"), attribute(16, "ice".getBytes(UTF_8)));
        for (int i = 0; i < 3; i++) {
            stream.command(
                    15,
                    path("ice"),
                    number(18, 1000L * i),
                    attribute(19, new byte[i < 2 ? 1000 : 500]));
        }
        stream.command(19, path("ice"), number(6, 1000), number(7, 100));
        stream.command(18, path("ice"), number(5, 0644));
        stream.command(
                20,
                path("ice"),
                time(11, 1_700_000_000),
                time(10, 1_600_000_000),
                time(9, 1_700_000_000));
        return stream.end();
    }

    private static byte[] path(String path) {
        return attribute(15, path.getBytes(UTF_8));
    }

    private static byte[] number(int attribute, long value) {
        return attribute(attribute, u64(value));
    }

    /** A time with 5 nanoseconds. */
    private static byte[] time(int attribute, long seconds) {
        return attribute(attribute, join(u64(seconds), new byte[] {5, 0, 0, 0}));
    }

    @Test
    void theDocumentShowsTheSameBytes() throws IOException {
        String text = Files.readString(Path.of("docs/format-index.md"));
        String block = text.substring(text.indexOf("\n6669") + 1, text.lastIndexOf("\n```"));
        StringBuilder hex = new StringBuilder();
        block.lines().forEach(line -> hex.append(line.strip().split(" {2,}", 2)[0]));

        assertThat(HexFormat.of().parseHex(hex.toString().replace(" ", ""))).isEqualTo(golden());
    }

    private static byte[] golden() throws IOException {
        Path file = Path.of("src/test/resources/golden/index/file.hex");
        return HexFormat.of().parseHex(Files.readString(file).strip());
    }
}
