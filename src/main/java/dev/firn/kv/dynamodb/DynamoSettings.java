package dev.firn.kv.dynamodb;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the tables are, and how long to wait for them. Credentials are those of the AWS SDK's
 * default chain: environment, {@code ~/.aws}, the machine's role.
 *
 * @param region such as {@code eu-central-1}; empty for that of the SDK's default chain
 * @param endpoint of a server that is not AWS; empty for the region's own
 * @param prefix of the names of the tables, before a full stop: two vaults in one region and
 *     account have two. {@code [A-Za-z0-9_-]}, at most {@value #PREFIX_LENGTH_MAX} characters
 * @param patience how long a call goes on while it is throttled or the service is not reached
 * @param answerTimeout how long one try waits for its answer
 */
public record DynamoSettings(
        Optional<String> region,
        Optional<URI> endpoint,
        String prefix,
        Duration patience,
        Duration answerTimeout) {

    /** With the longest table of a key, and the full stop, 255: the longest name DynamoDB takes. */
    static final int PREFIX_LENGTH_MAX = 54;

    /**
     * A record of 350 kB is written with 350 units: after its burst is used up, a table with 12 a
     * second needs half a minute for it.
     */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_-]{1,54}");

    public DynamoSettings {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("'" + prefix + "' is not a prefix of table names");
        }
    }

    /** With the usual times. */
    public DynamoSettings(Optional<String> region, Optional<URI> endpoint, String prefix) {
        this(region, endpoint, prefix, PATIENCE, ANSWER_TIMEOUT);
    }

    /** The name in DynamoDB of a table of {@code RecordKey}s. */
    public String tableName(String table) {
        return prefix + "." + table;
    }
}
