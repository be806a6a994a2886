package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.RateSchedule;
import dev.firn.model.RateSchedule.Window;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RemainingTest {

    private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 23, 12, 0);

    private static RateSchedule schedule(OptionalLong always, OptionalLong fromOne) {
        return new RateSchedule(
                always,
                List.of(
                        new Window(
                                EnumSet.allOf(DayOfWeek.class),
                                LocalTime.of(13, 0),
                                LocalTime.MIDNIGHT,
                                fromOne)));
    }

    private static Remaining measured(RateSchedule schedule, long bytesPerSecond) {
        Remaining remaining = new Remaining(schedule);
        remaining.measured(10 * bytesPerSecond, 10, NOON);
        return remaining;
    }

    @Test
    void theSpeedOfLateCounts() {
        Remaining remaining = measured(RateSchedule.UNLIMITED, 1000);
        assertThat(remaining.seconds(100_000, NOON)).hasValue(100);
        remaining.measured(100 * 100, 100, NOON);
        assertThat(remaining.seconds(100_000, NOON).getAsLong()).isBetween(700L, 1000L);
    }

    @Test
    void nothingIsSaidOfWhatStandsStill() {
        assertThat(new Remaining(RateSchedule.UNLIMITED).seconds(1, NOON)).isEmpty();
    }

    /** 2000 a second are done while 1000 pass; from one o'clock on four times as many. */
    @Test
    void aHigherLimitIsLookedForwardTo() {
        Remaining remaining =
                measured(schedule(OptionalLong.of(1000), OptionalLong.of(4000)), 2000);
        assertThat(remaining.seconds(3600 * 2000, NOON)).hasValue(3600);
        assertThat(remaining.seconds(3600 * 2000 + 600 * 8000, NOON)).hasValue(4200);
    }

    @Test
    void aLimitThatBeginsIsReckonedWith() {
        Remaining remaining = measured(schedule(OptionalLong.empty(), OptionalLong.of(100)), 1000);
        assertThat(remaining.seconds(3600 * 1000 + 600 * 100, NOON)).hasValue(4200);
    }

    @Test
    void itIsSaidOfNothingThatTakesForEver() {
        Remaining remaining = measured(schedule(OptionalLong.of(1), OptionalLong.of(1)), 1);
        assertThat(remaining.seconds(1L << 40, NOON)).isEmpty();
    }
}
