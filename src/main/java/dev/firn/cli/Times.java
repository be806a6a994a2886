package dev.firn.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Times as people say them, in the zone of the host. */
final class Times {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private Times() {}

    static String text(Instant time) {
        return SECONDS.format(time);
    }

    /** Two units at most, for example {@code 43 s}, {@code 1 min 52 s}, {@code 3 h 5 min}. */
    static String duration(long seconds) {
        if (seconds < 60) {
            return Math.max(seconds, 0) + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
        }
        return seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
    }

    /** How long ago, in one unit. */
    static String age(Instant then, Instant now) {
        long seconds = Math.max(Duration.between(then, now).toSeconds(), 0);
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        if (seconds < 2 * 86_400) {
            return seconds / 3600 + " h";
        }
        return seconds / 86_400 + " d";
    }
}
