package dev.firn.keys;

import java.io.IOException;
import java.nio.file.Path;

/** Where a passphrase comes from: the terminal, a file descriptor, a test. */
@FunctionalInterface
public interface PassphraseSource {

    /**
     * Asks for the passphrase of an identity. Called only if it has one. The passphrase is closed
     * by whoever asked.
     */
    Passphrase ask(Path identityFile) throws IOException;
}
