package dev.firn.config;

import java.nio.file.Path;

/**
 * Where things are unless the user says otherwise: the system's places for root, XDG for others.
 */
public final class DefaultPaths {

    private DefaultPaths() {}

    /** The directory of the configuration file and the keys. */
    public static Path configuration() {
        return isRoot() ? Path.of("/etc/firn") : home("XDG_CONFIG_HOME", ".config");
    }

    /** The directory of what Firn remembers between runs. */
    public static Path state() {
        return isRoot() ? Path.of("/var/lib/firn") : home("XDG_STATE_HOME", ".local/state");
    }

    /** The directory of what can be made anew at any time. */
    public static Path cache() {
        return isRoot() ? Path.of("/var/cache/firn") : home("XDG_CACHE_HOME", ".cache");
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static Path home(String variable, String otherwise) {
        String set = System.getenv(variable);
        Path base =
                set == null || set.isEmpty()
                        ? Path.of(System.getProperty("user.home")).resolve(otherwise)
                        : Path.of(set);
        return base.resolve("firn");
    }
}
