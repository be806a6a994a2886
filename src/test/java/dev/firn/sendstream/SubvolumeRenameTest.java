package dev.firn.sendstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubvolumeRenameTest {

    private static final String NAME = ".firn-partial-11111111-2222-3333-4444-555555555555";

    @ParameterizedTest
    @ValueSource(strings = {"v1-full", "v1-incremental", "v2-full", "v2-incremental"})
    void changesTheNameAndNothingElse(String golden) throws IOException {
        for (int part : new int[] {1, 13, 1 << 20}) {
            String renamed = GoldenStream.dumpOf(rename(GoldenStream.stream(golden), part));

            String expected = GoldenStream.dump(golden).replaceFirst("path=s\\d", "path=" + NAME);
            assertThat(withoutOffsets(renamed)).isEqualTo(withoutOffsets(expected));
        }
    }

    /** The new name moves the file data in the stream. */
    private static String withoutOffsets(String dump) {
        return dump.replaceAll("data=\\d+\\+", "data=");
    }

    @Test
    void refusesAFirstCommandThatIsTooLong() {
        byte[] stream =
                StreamBuilder.join(
                        new StreamBuilder(1).toBytes(),
                        StreamBuilder.u32(1 << 20),
                        StreamBuilder.u16(1),
                        new byte[4]);
        assertThatThrownBy(() -> rename(stream, 1))
                .isInstanceOf(MalformedStreamException.class)
                .hasMessageContaining("expected a first command of at most 16384 bytes");
    }

    private static byte[] rename(byte[] stream, int part) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SubvolumeRename renamed =
                new SubvolumeRename(Channels.newChannel(out), NAME.getBytes(UTF_8));
        for (int at = 0; at < stream.length; at += part) {
            renamed.write(ByteBuffer.wrap(stream, at, Math.min(part, stream.length - at)));
        }
        return out.toByteArray();
    }
}
