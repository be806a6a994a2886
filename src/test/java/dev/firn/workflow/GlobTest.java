package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names are bytes, patterns are text. */
class GlobTest {

    private static boolean matches(String pattern, String name) {
        return Glob.parse(pattern, false).matches(StreamPath.parse(name));
    }

    @ParameterizedTest
    @CsvSource({
        "*.CR3, IMG.CR3, true",
        "*.CR3, IMG.CR3.xmp, false",
        "*.cr3, IMG.CR3, false",
        "IMG_????.*, IMG_4211.CR3, true",
        "IMG_????.*, IMG_421.CR3, false",
        "*a*b*, xxaxxbxx, true",
        "*a*b*, xxbxxaxx, false",
        "**, x, true",
        "[a-c]x, bx, true",
        "[a-c]x, dx, false",
        "[!a-c]x, dx, true",
        "[!a-c]x, ax, false",
        "[]]x, ]x, true",
        "[-x], -, true",
        "?, ä, true",
        "[ä-ö], ö, true",
        "\\xc3\\xa4, ä, true",
        "b\\xff*, b\\xffd, true",
        "b?d, b\\xffd, true",
        "?, \\xc3\\xa4\\xff, false",
        "\\*, *, true",
        "\\*, x, false",
        "a\\\\b, a\\\\b, true",
        "a\\nb, a\\nb, true",
    })
    void isOfCharacters(String pattern, String name, boolean isMatch) {
        assertThat(matches(pattern, name)).isEqualTo(isMatch);
    }

    @Test
    void capitalsMayBeOfNoAccount() {
        assertThat(Glob.parse("*.cr[2-3]Ä", true).matches(StreamPath.parse("IMG.CR3ä"))).isTrue();
        assertThat(Glob.parse("[A-F]", true).matches(StreamPath.parse("c"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"a\\, begins no escape", "a\\q, begins no escape", "a[b, in it has no"})
    void aWrongPatternIsRefused(String pattern, String reason) {
        assertThatThrownBy(() -> Glob.parse(pattern, false))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(reason);
    }

    @Test
    @Timeout(5)
    void manyStarsTakeNoTime() {
        String name = "a".repeat(255);
        assertThat(matches("*a".repeat(40) + "*b", name)).isFalse();
    }
}
