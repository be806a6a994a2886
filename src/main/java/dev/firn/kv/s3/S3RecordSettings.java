package dev.firn.kv.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the objects are, and how long to wait for them. Credentials are those of the AWS SDK's
 * default chain: environment, {@code ~/.aws}, the machine's role.
 *
 * @param region such as {@code eu-central-1}; empty for that of the SDK's default chain
 * @param endpoint of a server that is not AWS; empty for the region's own
 * @param hasPathStyle whether the bucket stands in the path of addresses and not in the host name
 * @param bucket its name
 * @param prefix of all keys: empty, or ending in a slash
 * @param patience how long a call goes on while it is throttled or the service is not reached
 * @param answerTimeout how long one try waits for its answer
 */
public record S3RecordSettings(
        Optional<String> region,
        Optional<URI> endpoint,
        boolean hasPathStyle,
        String bucket,
        String prefix,
        Duration patience,
        Duration answerTimeout) {

    /** A key of S3 has at most 1024 bytes; the longest of a record has 608 after the prefix. */
    private static final int PREFIX_LENGTH_MAX = 400;

    public static final Duration PATIENCE = Duration.ofMinutes(5);
    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    public S3RecordSettings {
        if (prefix.length() > PREFIX_LENGTH_MAX || !(prefix.isEmpty() || prefix.endsWith("/"))) {
            throw new IllegalArgumentException("'" + prefix + "' is not a prefix of keys");
        }
    }
}
