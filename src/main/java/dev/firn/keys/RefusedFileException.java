package dev.firn.keys;

import java.security.GeneralSecurityException;

/** A file with a passphrase is refused for what its header says. The message and hint say why. */
final class RefusedFileException extends GeneralSecurityException {

    private final String hint;

    RefusedFileException(String message) {
        this(message, "give the file that 'firn init' or 'age -p' wrote");
    }

    RefusedFileException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    String hint() {
        return hint;
    }
}
