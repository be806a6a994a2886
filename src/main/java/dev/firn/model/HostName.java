package dev.firn.model;

import java.util.regex.Pattern;

/** The rule for names of hosts: they stand in records, manifests and lists. */
public final class HostName {

    /** 253 characters are the longest name of DNS (RFC 1123, section 2.1); Linux has 64. */
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}");

    private HostName() {}

    /**
     * Whether {@code text} may name a host: 1 to 253 letters, digits, dots, dashes, underscores.
     */
    public static boolean isValid(String text) {
        return VALID.matcher(text).matches();
    }
}
