package dev.firn.btrfs;

import java.io.IOException;

/** A call of libbtrfsutil failed. */
final class BtrfsException extends IOException {

    private final int error;

    BtrfsException(String verb, Object what, String reason, int error, int errno) {
        super("cannot %s '%s': %s (errno %d)".formatted(verb, what, reason, errno));
        this.error = error;
    }

    /** The number of libbtrfsutil (enum btrfs_util_error, btrfsutil.h). */
    int error() {
        return error;
    }
}
