package dev.firn.workflow;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** Dates as users type them. */
public final class PointInTime {

    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern MINUTE =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2})?");
    private static final Pattern WITH_ZONE =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2})?(Z|[+-]\\d{2}:\\d{2})");

    private PointInTime() {}

    /**
     * The last instant that {@code text} covers: the end of a day ({@code 2026-03-01}), of a minute
     * or of a second. Empty if it is not a date.
     */
    public static Optional<Instant> parse(String text, ZoneId zone) {
        try {
            if (DAY.matcher(text).matches()) {
                return Optional.of(
                        LocalDate.parse(text)
                                .plusDays(1)
                                .atStartOfDay(zone)
                                .toInstant()
                                .minusNanos(1));
            }
            if (MINUTE.matcher(text).matches()) {
                LocalDateTime time = LocalDateTime.parse(text.replace(' ', 'T'));
                return Optional.of(endOf(time.atZone(zone).toInstant(), text.length() == 16));
            }
            if (WITH_ZONE.matcher(text).matches()) {
                boolean minute = text.indexOf(':', 14) != 16;
                return Optional.of(endOf(OffsetDateTime.parse(text).toInstant(), minute));
            }
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The first instant that {@code text} covers. Empty if it is not a date. */
    public static Optional<Instant> start(String text, ZoneId zone) {
        Optional<Instant> end = parse(text, zone);
        if (end.isEmpty()) {
            return end;
        }
        if (DAY.matcher(text).matches()) {
            return Optional.of(LocalDate.parse(text).atStartOfDay(zone).toInstant());
        }
        boolean isMinute = text.indexOf(':', 14) != 16;
        return Optional.of(
                end.get()
                        .plusNanos(1)
                        .minus(1, isMinute ? ChronoUnit.MINUTES : ChronoUnit.SECONDS));
    }

    private static Instant endOf(Instant start, boolean minute) {
        return start.plus(1, minute ? ChronoUnit.MINUTES : ChronoUnit.SECONDS).minusNanos(1);
    }
}
