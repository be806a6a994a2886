package dev.firn.model;

import java.util.regex.Pattern;

/** The rule for names of volumes: they stand in snapshot names, commands and configuration. */
public final class VolumeName {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private VolumeName() {}

    /**
     * Whether {@code text} may name a volume: 1 to 64 letters, digits, dots, dashes, underscores.
     */
    public static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }

    static void require(String text) {
        Checks.that(isValid(text), "'%s' is not a volume name", text);
    }
}
