package dev.firn.volume;

import java.io.IOException;

/**
 * A command that works for Firn was asked to end, by a signal. Ctrl-C and the end of a service ask
 * all processes at once, and the command may be gone before Firn knows of it.
 */
public final class StoppedException extends IOException {

    private static final long serialVersionUID = 1L;

    public StoppedException(String message) {
        super(message);
    }
}
