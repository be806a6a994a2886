package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.RateSchedule;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class NetworkNotesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T02:10:00Z");

    private final StringWriter said = new StringWriter();
    private final NetworkNotes notes =
            new NetworkNotes(
                    TerminalProgress.to(new PrintWriter(said, true), RateSchedule.UNLIMITED),
                    Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void aShortOutageIsNoNews() {
        notes.waits(Duration.ofSeconds(1));
        notes.waits(Duration.ofSeconds(29));
        notes.works();

        assertThat(said.toString()).isEmpty();
    }

    /** Two uploads wait for the same network. */
    @Test
    void aLongOneIsSaidOnceAndThatItIsOver() {
        notes.waits(Duration.ofMinutes(10));
        notes.waits(Duration.ofMinutes(11));
        notes.works();
        notes.works();

        String since = Times.text(NOW.minus(Duration.ofMinutes(10)));
        assertThat(said.toString().lines())
                .containsExactly(
                        "the vault is out of reach, or throttled, since %s; trying again"
                                .formatted(since),
                        "the vault is reached again, after 10 min 0 s");
    }
}
