package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a vault is, as the user writes it: a directory, {@code rehearsal:} and a directory, or
 * {@code s3://bucket[/prefix]}.
 */
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

    /**
     * In a bucket.
     *
     * @param prefix of all keys: empty, or ending in a slash
     */
    record Bucket(String name, String prefix) implements VaultLocation {

        /** S3 user guide, "General purpose buckets naming rules"; other servers have the same. */
        private static final Pattern FORM =
                Pattern.compile(
                        "s3://(?<name>[a-z0-9](?:[a-z0-9.-]{1,61})[a-z0-9])"
                                + "(?<prefix>(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._-]+)*)/?");

        /** A key of S3 has at most 1024 bytes, one of a record 608. */
        private static final int PREFIX_LENGTH_MAX = 400;

        static Bucket parse(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches() || form.group("prefix").length() > PREFIX_LENGTH_MAX) {
                throw new UserException(
                        ErrorKind.USAGE,
                        "cannot use vault '%s': it is not s3://BUCKET[/PREFIX]".formatted(text),
                        "a bucket has 3 to 63 lower-case letters, digits, dashes and dots; a prefix"
                                + " letters, digits, dots, dashes, underscores and slashes");
            }
            String prefix = form.group("prefix");
            return new Bucket(
                    form.group("name"), prefix.isEmpty() ? "" : prefix.substring(1) + "/");
        }

        @Override
        public String toString() {
            return "s3://%s/%s".formatted(name, prefix).replaceFirst("/$", "");
        }
    }

    static VaultLocation parse(String text) {
        if (text.startsWith(REHEARSAL)) {
            return new Rehearsal(directory(text, text.substring(REHEARSAL.length())));
        }
        if (text.startsWith("s3://")) {
            return Bucket.parse(text);
        }
        if (text.contains("://")) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use vault '%s': Firn keeps vaults in directories and in S3"
                            .formatted(text),
                    "give the absolute path of a directory, or s3://BUCKET[/PREFIX]");
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
                    "give the absolute path of a directory, or s3://BUCKET[/PREFIX]",
                    e);
        }
    }
}
