package dev.firn.workflow;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people say them: decimal units, one place after the point. */
public final class Sizes {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}) ?([kKMGT]i?)?B?");

    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Sizes() {}

    /** For example {@code 999 B}, {@code 12.4 GB}. */
    public static String text(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        double value = bytes / 1000.0;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        // Not with String.format: a list of a thousand snapshots would spend a tenth of a second.
        long tenths = Math.round(value * 10);
        return tenths / 10 + "." + tenths % 10 + " " + UNITS[unit];
    }

    /**
     * For example {@code 500}, {@code 10M}, {@code 10 MB}, {@code 64 MiB}, in bytes.
     *
     * @throws UserException of kind USAGE if it is no size
     */
    public static long parse(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (matcher.matches()) {
            String unit = matcher.group(2) == null ? "" : matcher.group(2);
            long base = unit.endsWith("i") ? 1024 : 1000;
            int power = unit.isEmpty() ? 0 : 1 + "kMGT".indexOf(unit.replace('K', 'k').charAt(0));
            long factor = 1;
            for (int i = 0; i < power; i++) {
                factor *= base;
            }
            long number = Long.parseLong(matcher.group(1));
            if (number <= Long.MAX_VALUE / factor) {
                return number * factor;
            }
        }
        throw new UserException(
                ErrorKind.USAGE,
                "cannot use '%s' as a size".formatted(text),
                "sizes look like 500, 10M, 10 MB or 64 MiB");
    }
}
