package dev.firn.keys;

import java.security.GeneralSecurityException;

/** A file with a passphrase is refused for what its header says; the message names it. */
final class RefusedFileException extends GeneralSecurityException {

    RefusedFileException(String message) {
        super(message);
    }
}
