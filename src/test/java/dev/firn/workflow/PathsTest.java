package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people give: paths, sizes and dates. */
class PathsTest {

    @ParameterizedTest
    @CsvSource({
        "a/b, a, true",
        "a, a, true",
        "ab, a, false",
        "a, a/b, false",
        "a, '', true",
        "'', a, false",
        "'', '', true"
    })
    void belowIsByComponents(String path, String folder, boolean isWithin) {
        assertThat(Paths.isWithin(StreamPath.parse(path), StreamPath.parse(folder)))
                .isEqualTo(isWithin);
    }

    @Test
    void theNameIsWhatComesLast() {
        assertThat(Paths.name(StreamPath.parse("a/b/c"))).isEqualTo(StreamPath.parse("c"));
        assertThat(Paths.name(StreamPath.parse("c"))).isEqualTo(StreamPath.parse("c"));
        assertThat(Paths.name(Paths.ROOT)).isEqualTo(Paths.ROOT);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "500, 500",
        "10k, 10000",
        "10 kB, 10000",
        "2M, 2000000",
        "64 MiB, 67108864",
        "64Mi, 67108864",
        "3T, 3000000000000"
    })
    void sizesAreAsPeopleWriteThem(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"''", "x", "-1", "1.5M", "10 m", "999999999999999999T"})
    void otherSizesAreRefused(String text) {
        assertThatThrownBy(() -> Sizes.parse(text))
                .isInstanceOf(UserException.class)
                .hasMessage("cannot use '" + text + "' as a size");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01, 2026-02-28T23:00:00Z",
        "2026-03-29, 2026-03-28T23:00:00Z",
        "2026-03-01T14:30, 2026-03-01T13:30:00Z",
        "2026-03-01 14:30:05, 2026-03-01T13:30:05Z",
        "2026-03-01T14:30Z, 2026-03-01T14:30:00Z",
        "2026-03-01T14:30:05+02:00, 2026-03-01T12:30:05Z",
    })
    void aDateBeginsWithItsFirstInstant(String text, String start) {
        assertThat(PointInTime.start(text, ZoneId.of("Europe/Berlin")).orElseThrow())
                .hasToString(start);
    }
}
