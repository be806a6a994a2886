package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where a vault is, as the user writes it: today a directory, as an absolute path. */
record VaultLocation(Path directory) {

    static VaultLocation parse(String text) {
        if (text.contains("://")) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use vault '%s': this Firn keeps vaults in directories".formatted(text),
                    "give the absolute path of a directory");
        }
        try {
            return new VaultLocation(Path.of(text).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use vault '%s': %s".formatted(text, e.getReason()),
                    "give the absolute path of a directory",
                    e);
        }
    }

    /** The metadata store inside a directory vault. */
    Path metadata() {
        return directory.resolve("metadata.sqlite");
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
