package dev.firn.report;

import org.jspecify.annotations.Nullable;

/**
 * A failure the user can act on. The message says what could not be done, to what, and why, in
 * lower case and without a full stop; the hint, one sentence, says what to do next.
 */
public class UserException extends RuntimeException {

    private final ErrorKind kind;
    private final String hint;

    public UserException(ErrorKind kind, String message, String hint) {
        this(kind, message, hint, null);
    }

    public UserException(ErrorKind kind, String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.hint = hint;
    }

    public final ErrorKind kind() {
        return kind;
    }

    public final String hint() {
        return hint;
    }
}
