package dev.firn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.model.Sha256;

/** What the names of a vault's tables begin with, unless the user says something else. */
final class TableNames {

    /** As {@code DynamoSettings} has it. */
    private static final int LENGTH_MAX = 54;

    private static final int DIGEST_LENGTH = 8;

    private TableNames() {}

    /**
     * {@code firn-} and the bucket's name; with a prefix, or if that is no name of a table, also
     * the beginning of a digest, so that no two vaults have the same.
     */
    static String of(VaultLocation.Bucket bucket) {
        String name = "firn-" + bucket.name().replace('.', '_');
        boolean isPlain =
                bucket.prefix().isEmpty()
                        && name.length() <= LENGTH_MAX
                        && bucket.name().indexOf('.') < 0;
        if (isPlain) {
            return name;
        }
        String digest = Sha256.of(bucket.toString().getBytes(UTF_8)).toString();
        int length = Math.min(name.length(), LENGTH_MAX - 1 - DIGEST_LENGTH);
        return name.substring(0, length) + "-" + digest.substring(0, DIGEST_LENGTH);
    }
}
