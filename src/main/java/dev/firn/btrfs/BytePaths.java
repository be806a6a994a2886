package dev.firn.btrfs;

import java.util.Arrays;

/** Relative paths as btrfs lists them: bytes, with a slash between names. */
final class BytePaths {

    private BytePaths() {}

    /** Whether {@code path} is something below {@code directory}, and not that itself. */
    static boolean isBelow(byte[] path, byte[] directory) {
        return path.length > directory.length + 1
                && path[directory.length] == '/'
                && Arrays.equals(path, 0, directory.length, directory, 0, directory.length);
    }

    static boolean isAtOrBelow(byte[] path, byte[] directory) {
        return Arrays.equals(path, directory) || isBelow(path, directory);
    }
}
