package dev.firn.config;

import dev.firn.model.RateSchedule;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rates as they are written: {@code 5 MB/s}, {@code sat,sun 22:00-06:00 unlimited}. */
final class Rates {

    private static final Pattern RATE = Pattern.compile("(\\d{1,9}) ?(kB|MB|GB|KiB|MiB|GiB)/s");
    private static final Pattern WINDOW =
            Pattern.compile(
                    "(?:(?<days>[a-z]{3}(?:,[a-z]{3})*) +)?"
                            + "(?:(?<from>\\d\\d:\\d\\d)-(?<to>\\d\\d:\\d\\d) +)?(?<rate>.+)");
    private static final Pattern COMMA = Pattern.compile(",");
    private static final List<String> DAYS =
            List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Map<String, Long> BYTES =
            Map.of(
                    "kB",
                    1_000L,
                    "MB",
                    1_000_000L,
                    "GB",
                    1_000_000_000L,
                    "KiB",
                    1L << 10,
                    "MiB",
                    1L << 20,
                    "GiB",
                    1L << 30);

    private Rates() {}

    /**
     * A rate for always, and windows: any number of texts.
     *
     * @throws IllegalArgumentException if one of them is not a rate, or two are for always
     */
    static RateSchedule schedule(List<String> texts) {
        OptionalLong always = OptionalLong.empty();
        boolean hasAlways = false;
        List<RateSchedule.Window> windows = new ArrayList<>();
        for (String text : texts) {
            Matcher parts = WINDOW.matcher(text);
            if (!parts.matches()) {
                throw notARate(text);
            }
            OptionalLong rate = rate(text, parts.group("rate"));
            if (parts.group("days") != null || parts.group("from") != null) {
                windows.add(window(text, parts, rate));
            } else if (hasAlways) {
                throw new IllegalArgumentException(
                        "'%s' is a second rate for always".formatted(text));
            } else {
                always = rate;
                hasAlways = true;
            }
        }
        return new RateSchedule(always, windows);
    }

    private static RateSchedule.Window window(String text, Matcher parts, OptionalLong rate) {
        LocalTime from = time(text, parts.group("from"));
        LocalTime to = time(text, parts.group("to"));
        return new RateSchedule.Window(days(text, parts.group("days")), from, to, rate);
    }

    private static LocalTime time(String text, String time) {
        if (time == null || time.equals("24:00")) {
            return LocalTime.MIDNIGHT;
        }
        int hours = Integer.parseInt(time.substring(0, 2));
        int minutes = Integer.parseInt(time.substring(3));
        if (hours > 23 || minutes > 59) {
            throw notARate(text);
        }
        return LocalTime.of(hours, minutes);
    }

    private static Set<DayOfWeek> days(String text, String names) {
        if (names == null) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String name : COMMA.splitAsStream(names).toList()) {
            if (!DAYS.contains(name)) {
                throw notARate(text);
            }
            days.add(DayOfWeek.of(DAYS.indexOf(name) + 1));
        }
        return days;
    }

    private static OptionalLong rate(String text, String rate) {
        if (rate.equals("unlimited")) {
            return OptionalLong.empty();
        }
        Matcher matcher = RATE.matcher(rate);
        Long unit = matcher.matches() ? BYTES.get(matcher.group(2)) : null;
        if (unit == null || matcher.group(1).matches("0+")) {
            throw notARate(text);
        }
        return OptionalLong.of(Long.parseLong(matcher.group(1)) * unit);
    }

    private static IllegalArgumentException notARate(String text) {
        return new IllegalArgumentException(
                "'%s' is not a rate like '5 MB/s', '22:00-06:00 unlimited' or 'sat,sun 50 MB/s'"
                        .formatted(text));
    }
}
