package dev.firn.storage.limited;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.RateSchedule;
import dev.firn.model.RateSchedule.Window;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.memory.MemoryObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final ObjectKey KEY = new ObjectKey("chunks/one");

    /** Monday. */
    private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 23, 12, 0);

    private long nanos;

    /** Time that passes only in pauses. */
    private final class Time extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return NOON.toInstant(ZoneOffset.UTC).plusNanos(nanos);
        }
    }

    private RateLimit limit(RateSchedule schedule) {
        return new RateLimit(schedule, new Time(), () -> nanos, time -> nanos += time.toNanos());
    }

    private static RateSchedule always(long rate, Window... windows) {
        return new RateSchedule(OptionalLong.of(rate), List.of(windows));
    }

    private static Window window(String from, String to, OptionalLong rate) {
        return new Window(
                EnumSet.allOf(DayOfWeek.class), LocalTime.parse(from), LocalTime.parse(to), rate);
    }

    private double secondsOf(RateSchedule schedule, int mebibytes) throws IOException {
        RateLimit limit = limit(schedule);
        long before = nanos;
        for (int i = 0; i < mebibytes; i++) {
            limit.pass(MEBIBYTE);
        }
        return Duration.ofNanos(nanos - before).toMillis() / 1000.0;
    }

    @Test
    void bytesPassAtTheRate() throws IOException {
        assertThat(secondsOf(always(MEBIBYTE), 60)).isBetween(59.8, 60.1);
        assertThat(secondsOf(always(10 * MEBIBYTE), 60)).isBetween(5.8, 6.1);
        assertThat(secondsOf(RateSchedule.UNLIMITED, 60)).isZero();
    }

    @Test
    void theLimitIsOneForAllThatPassAtATime() throws IOException {
        RateLimit limit = limit(always(MEBIBYTE));
        for (int i = 0; i < 5; i++) {
            limit.pass(MEBIBYTE);
            limit.pass(MEBIBYTE);
        }
        assertThat(Duration.ofNanos(nanos).toSeconds()).isBetween(9L, 10L);
    }

    /** What was not used is lost, so that no burst follows a quiet hour. */
    @Test
    void aQuietHourIsNoCredit() throws IOException {
        RateLimit limit = limit(always(MEBIBYTE));
        limit.pass(MEBIBYTE);
        nanos += Duration.ofHours(1).toNanos();
        long before = nanos;
        for (int i = 0; i < 10; i++) {
            limit.pass(MEBIBYTE);
        }
        assertThat(Duration.ofNanos(nanos - before).toMillis()).isBetween(9_800L, 10_000L);
    }

    @Test
    void uploadsAndDownloadsAreLimited() throws IOException {
        MemoryObjectStore objects = new MemoryObjectStore();
        RateLimit unlimited = limit(RateSchedule.UNLIMITED);
        try (var store = new LimitedObjectStore(objects, limit(always(MEBIBYTE)), unlimited)) {
            store.put(KEY, Content.of(new byte[10 * MEBIBYTE]));
        }
        assertThat(Duration.ofNanos(nanos).toMillis()).isBetween(9_800L, 10_000L);
        nanos = 0;
        try (var store = new LimitedObjectStore(objects, unlimited, limit(always(MEBIBYTE)));
                InputStream in = store.open(KEY, 0, 10 * MEBIBYTE)) {
            assertThat(in.readAllBytes()).hasSize(10 * MEBIBYTE);
        }
        assertThat(Duration.ofNanos(nanos).toMillis()).isBetween(9_800L, 10_000L);
    }

    /** From 12:00 to 12:10 there is a window, which ends in the middle. */
    @Test
    void aWindowHasARateOfItsOwn() throws IOException {
        OptionalLong slow = OptionalLong.of(MEBIBYTE);
        RateSchedule schedule = always(10 * MEBIBYTE, window("12:00", "12:10", slow));
        // 600 in the ten minutes of the window, then ten a second.
        assertThat(secondsOf(schedule, 1200)).isBetween(658.0, 662.0);
    }

    @Test
    void aWindowWithoutLimitEndsAllWaits() throws IOException {
        RateSchedule schedule = always(1024, window("12:01", "13:00", OptionalLong.empty()));
        // A kilobyte a second for a minute, and whoever waits then is let go within ten seconds.
        assertThat(secondsOf(schedule, 10)).isBetween(60.0, 75.0);
    }

    @Test
    void aWindowMayPassMidnightAndBeOnSomeDaysOnly() {
        OptionalLong night = OptionalLong.of(5);
        RateSchedule schedule =
                always(
                        1,
                        new Window(
                                EnumSet.of(DayOfWeek.MONDAY),
                                LocalTime.of(22, 0),
                                LocalTime.of(6, 0),
                                night));
        assertThat(schedule.at(NOON)).hasValue(1);
        assertThat(schedule.at(NOON.withHour(22))).hasValue(5);
        assertThat(schedule.at(NOON.plusDays(1).withHour(5))).hasValue(5);
        assertThat(schedule.at(NOON.plusDays(1).withHour(6))).hasValue(1);
        assertThat(schedule.at(NOON.withHour(5))).hasValue(1);
        assertThat(schedule.at(NOON.plusDays(1).withHour(22))).hasValue(1);
    }

    @Test
    void ofSeveralWindowsTheLastCounts() {
        RateSchedule schedule =
                always(
                        1,
                        window("00:00", "00:00", OptionalLong.of(2)),
                        window("11:00", "13:00", OptionalLong.of(3)));
        assertThat(schedule.at(NOON)).hasValue(3);
        assertThat(schedule.at(NOON.withHour(14))).hasValue(2);
    }
}
