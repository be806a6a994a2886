package dev.firn.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.UserException;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;

class PassphrasesTest {

    @Test
    void whatIsCertainIsTaken() {
        assertThat(Passphrases.typed("grüne Wiese im Mai".toCharArray(), UTF_8)).isNotNull();
        assertThat(Passphrases.typed("green meadow in May".toCharArray(), US_ASCII)).isNotNull();
    }

    @Test
    void whatTheTerminalMayHaveChangedIsRefused() {
        // What a Java program reads of "grüne" in a POSIX locale.
        assertRefused("gr\ufffd\ufffdne Wiese im Mai", US_ASCII);
        assertRefused("gr\ufffdne Wiese im Mai", UTF_8);
        assertRefused("gr\u00c3\u00bcne Wiese im Mai", ISO_8859_1);
    }

    private static void assertRefused(String typed, Charset charset) {
        assertThatThrownBy(() -> Passphrases.typed(typed.toCharArray(), charset))
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.hint()).contains("LC_ALL=C.UTF-8", "--passphrase-file"))
                .hasMessageContaining(charset.name());
    }
}
