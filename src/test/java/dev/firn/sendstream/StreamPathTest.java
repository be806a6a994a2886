package dev.firn.sendstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamPathTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    @Test
    void printsWhatCanBePrinted() {
        assertThat(StreamPath.of("a/näme ☃ 😀".getBytes(UTF_8))).hasToString("a/näme ☃ 😀");
        assertThat(StreamPath.of(new byte[] {'a', '\n', '\t', '\\', (byte) 0xff, 0x1b, 'b'}))
                .hasToString("a\\n\\t\\\\\\xff\\x1bb");
        assertThat(StreamPath.of("\u202e\u00a0".getBytes(UTF_8)))
                .hasToString("\\xe2\\x80\\xae\\xc2\\xa0");
    }

    @Test
    void readsBackWhatItPrinted() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                bytes = new String(bytes, UTF_8).getBytes(UTF_8);
            }
            StreamPath path = StreamPath.of(bytes);

            assertThat(StreamPath.parse(path.toString())).isEqualTo(path);
        }
    }

    @Test
    void refusesWhatIsNoEscape() {
        for (String text : new String[] {"\\", "\\q", "\\x", "\\x1", "a\\"}) {
            assertThatThrownBy(() -> StreamPath.parse(text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
