package dev.firn.model;

/** Checks of values, the same before they are written and after they were read. */
final class Checks {

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

    /** Requires a text of a form that is safe to print and to keep: no control characters. */
    static void printable(String text, int lengthMax, String what) {
        that(text.length() <= lengthMax, "%s is longer than %d characters", what, lengthMax);
        // Not with a stream: a list of a thousand snapshots checks ten thousand texts.
        for (int i = 0; i < text.length(); i++) {
            that(!Character.isISOControl(text.charAt(i)), "%s has control characters", what);
        }
    }
}
