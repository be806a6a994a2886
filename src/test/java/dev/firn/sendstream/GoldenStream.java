package dev.firn.sendstream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The streams that real btrfs made, and their dumps. */
final class GoldenStream {

    static final List<String> NAMES =
            List.of("v1-full", "v1-incremental", "v1-no-data", "v2-full", "v2-incremental");

    private GoldenStream() {}

    static byte[] stream(String name) {
        return resource(name + ".stream");
    }

    static String dump(String name) {
        return new String(resource(name + ".dump"), StandardCharsets.UTF_8);
    }

    private static byte[] resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(
                        GoldenStream.class.getResourceAsStream("/sendstream/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The dump of {@code stream}. */
    static String dumpOf(byte[] stream) throws IOException {
        StringBuilder text = new StringBuilder();
        StreamDump.run(new ByteArrayInputStream(stream), text);
        return text.toString();
    }
}
