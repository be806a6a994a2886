package dev.firn.model;

import java.time.Instant;

/** Checks of values, the same before they are written and after they were read. */
final class Checks {

    private static final Instant TIME_MIN = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant TIME_END = Instant.parse("+10000-01-01T00:00:00Z");

    private Checks() {}

    /**
     * Requires {@code condition}.
     *
     * @throws IllegalArgumentException with the formatted message if it does not hold
     */
    static void that(boolean condition, String format, Object... arguments) {
        if (!condition) {
            throw new IllegalArgumentException(format.formatted(arguments));
        }
    }

    /** Requires a time that RFC 3339 can write: of the years 1 to 9999. */
    static void time(Instant time, String what) {
        that(!time.isBefore(TIME_MIN) && time.isBefore(TIME_END), "%s is %s", what, time);
    }

    /** Requires a text of a form that is safe to print and to keep: no control characters. */
    static void printable(String text, int lengthMax, String what) {
        that(text.length() <= lengthMax, "%s is longer than %d characters", what, lengthMax);
        // Not with a stream: a list of a thousand snapshots checks ten thousand texts.
        for (int i = 0; i < text.length(); i++) {
            that(!Character.isISOControl(text.charAt(i)), "%s has control characters", what);
        }
    }
}
