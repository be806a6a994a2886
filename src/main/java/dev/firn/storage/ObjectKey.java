package dev.firn.storage;

import java.util.regex.Pattern;

/**
 * The name of an object: segments of {@code [A-Za-z0-9._-]}, joined by slashes; no segment is
 * {@code .} or {@code ..}. So narrow because a key must be a safe path in a directory and a plain
 * key in every S3-compatible store. At most 512 characters.
 */
public record ObjectKey(String name) implements Comparable<ObjectKey> {

    private static final int LENGTH_MAX = 512;
    private static final Pattern VALID =
            Pattern.compile("(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]+)*");

    public ObjectKey {
        if (!isValid(name)) {
            throw new IllegalArgumentException("'" + name + "' is not an object key");
        }
    }

    /** Whether a name is that of a key. */
    public static boolean isValid(String name) {
        return name.length() <= LENGTH_MAX && VALID.matcher(name).matches();
    }

    @Override
    public int compareTo(ObjectKey other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
