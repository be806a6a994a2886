package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where a vault is, as the user writes it: a directory, or {@code rehearsal:} and a directory. */
sealed interface VaultLocation {

    /** What the location of a vault to rehearse with starts with. */
    String REHEARSAL = "rehearsal:";

    /** In a directory, as an absolute path. */
    record Directory(Path path) implements VaultLocation {

        /** The metadata store inside it. */
        Path metadata() {
            return path.resolve("metadata.sqlite");
        }

        /** What a vault to rehearse with has beside its objects, and no other. */
        Path ledger() {
            return path.resolve("rehearsal.ledger");
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** In a directory whose objects freeze as those of S3 do. */
    record Rehearsal(Directory directory) implements VaultLocation {

        @Override
        public String toString() {
            return REHEARSAL + directory;
        }
    }

    static VaultLocation parse(String text) {
        if (text.startsWith(REHEARSAL)) {
            return new Rehearsal(directory(text, text.substring(REHEARSAL.length())));
        }
        if (text.contains("://")) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use vault '%s': this Firn keeps vaults in directories".formatted(text),
                    "give the absolute path of a directory");
        }
        return directory(text, text);
    }

    private static Directory directory(String text, String path) {
        try {
            return new Directory(Path.of(path).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use vault '%s': %s".formatted(text, e.getReason()),
                    "give the absolute path of a directory",
                    e);
        }
    }
}
