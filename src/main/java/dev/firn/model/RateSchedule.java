package dev.firn.model;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * How many bytes a second may pass, by day of the week and time of day on the host's own clock.
 *
 * @param always the rate outside all windows, in bytes a second; empty for no limit
 * @param windows the last one that a moment lies in counts
 */
public record RateSchedule(OptionalLong always, List<Window> windows) {

    /** Nothing is ever limited. */
    public static final RateSchedule UNLIMITED = new RateSchedule(OptionalLong.empty(), List.of());

    public RateSchedule {
        requirePositive(always);
        windows = List.copyOf(windows);
    }

    /**
     * A time with a rate of its own.
     *
     * @param days on which it begins
     * @param from the first moment of it
     * @param to the first moment after it; if not later than {@code from}, on the next day
     * @param rate in bytes a second; empty for no limit
     */
    public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to, OptionalLong rate) {
        public Window {
            requirePositive(rate);
            days = Set.copyOf(days);
        }

        boolean contains(LocalDateTime moment) {
            LocalTime time = moment.toLocalTime();
            DayOfWeek day = moment.getDayOfWeek();
            if (from.isBefore(to)) {
                return days.contains(day) && !time.isBefore(from) && time.isBefore(to);
            }
            boolean beganToday = days.contains(day) && !time.isBefore(from);
            return beganToday || (days.contains(day.minus(1)) && time.isBefore(to));
        }
    }

    private static void requirePositive(OptionalLong rate) {
        if (rate.isPresent() && rate.getAsLong() < 1) {
            throw new IllegalArgumentException("a rate is at least a byte a second");
        }
    }

    /** The rate at a moment, in bytes a second; empty for no limit. */
    public OptionalLong at(LocalDateTime moment) {
        for (Window window : windows.reversed()) {
            if (window.contains(moment)) {
                return window.rate();
            }
        }
        return always;
    }

    /** Whether there is a moment with a limit. */
    public boolean limits() {
        return slowest().isPresent();
    }

    /** The lowest rate of all, in bytes a second; empty if there is no limit at all. */
    public OptionalLong slowest() {
        return LongStream.concat(
                        always.stream(), windows.stream().flatMapToLong(w -> w.rate().stream()))
                .min();
    }
}
