package dev.firn.cli;

import dev.firn.report.ErrorKind;

/** Exit codes. They are documented in docs/configuration.md and never change their meaning. */
enum ExitCode {
    OK(0),
    FAILED(1),
    USAGE(2),
    THAW_PENDING(3),
    VAULT_DAMAGED(4),
    BUSY(5),
    NOT_FOUND(6),
    WRONG_KEY(7),
    NO_SPACE(8),
    STORE_UNAVAILABLE(9),
    /** Of a restore of files: some could not be read whole, all others are back. */
    FILES_DAMAGED(10),
    /** Of a restore of files: in the place of some is something else, which was left alone. */
    FILES_IN_THE_WAY(11),
    INTERRUPTED(130),
    /** Whoever read the output went away; what a shell says of a process that SIGPIPE ended. */
    NOBODY_READS(141);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    static ExitCode of(ErrorKind kind) {
        return switch (kind) {
            case FAILED -> FAILED;
            case USAGE -> USAGE;
            case THAW_PENDING -> THAW_PENDING;
            case VAULT_DAMAGED -> VAULT_DAMAGED;
            case BUSY -> BUSY;
            case NOT_FOUND -> NOT_FOUND;
            case WRONG_KEY -> WRONG_KEY;
            case NO_SPACE -> NO_SPACE;
            case STORE_UNAVAILABLE -> STORE_UNAVAILABLE;
        };
    }
}
