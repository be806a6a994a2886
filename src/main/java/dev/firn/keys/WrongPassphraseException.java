package dev.firn.keys;

import java.security.GeneralSecurityException;

/** The passphrase does not open the file. */
final class WrongPassphraseException extends GeneralSecurityException {

    WrongPassphraseException(Throwable cause) {
        super("the passphrase is wrong", cause);
    }
}
