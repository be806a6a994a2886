package dev.firn.config;

import dev.firn.storage.ThawTier;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as they are written in the configuration and on the command line. */
public final class Quantities {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(s|m|h|d|w)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9}) ?(B|KiB|MiB|GiB|TiB)");
    private static final Map<String, Long> SECONDS =
            Map.of("s", 1L, "m", 60L, "h", 3600L, "d", 86_400L, "w", 604_800L);
    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

    private Quantities() {}

    /** For example {@code 90s}, {@code 15m}, {@code 1h}, {@code 2d}, {@code 1w}. */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a duration like 90s, 15m, 1h or 2d".formatted(text));
        }
        return Duration.ofSeconds(Long.parseLong(matcher.group(1)) * factor(SECONDS, matcher));
    }

    /** For example {@code 64 MiB}, in bytes. */
    static long bytes(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is not a size like 64 MiB".formatted(text));
        }
        return Long.parseLong(matcher.group(1)) * factor(BYTES, matcher);
    }

    /** {@code bulk}, {@code standard} or {@code expedited}. */
    public static ThawTier thawTier(String text) {
        for (ThawTier tier : ThawTier.values()) {
            if (tier.name().toLowerCase(Locale.ROOT).equals(text)) {
                return tier;
            }
        }
        throw new IllegalArgumentException(
                "'%s' is not one of bulk, standard, expedited".formatted(text));
    }

    private static long factor(Map<String, Long> units, Matcher matcher) {
        Long factor = units.get(matcher.group(2));
        if (factor == null) {
            throw new AssertionError("the pattern knows only the units of the map");
        }
        return factor;
    }
}
