package dev.firn.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the objects are, and how long to wait for them. Credentials are those of the AWS SDK's
 * default chain, which fetches new ones before they expire.
 *
 * @param region such as {@code eu-central-1}; empty for that of the SDK's default chain
 * @param endpoint of a server that is not AWS; empty for the region's own
 * @param hasPathStyle whether the bucket stands in the path of addresses and not in the host name
 * @param bucket its name
 * @param prefix of all keys: empty, or ending in a slash
 * @param patience how long a call goes on while it is throttled or S3 is not reached: a night
 *     without network is survived by twelve hours
 * @param answerTimeout how long one try waits for its answer; for one that carries content, {@link
 *     #timeout} adds to it
 * @param bytesPerSecondMin slower than this an upload is taken for stuck
 * @param hasConditionalWrites whether the server heeds {@code If-None-Match} on PUT; if not, this
 *     looks before it writes, and of two that write under one key at one moment the last counts
 */
public record S3ObjectSettings(
        Optional<String> region,
        Optional<URI> endpoint,
        boolean hasPathStyle,
        String bucket,
        String prefix,
        Duration patience,
        Duration answerTimeout,
        long bytesPerSecondMin,
        boolean hasConditionalWrites) {

    /** A key of S3 has at most 1024 bytes, one of Firn's 512. */
    private static final int PREFIX_LENGTH_MAX = 400;

    public static final long BYTES_PER_SECOND_MIN = 64_000;

    public static final Duration PATIENCE = Duration.ofMinutes(30);
    public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    public S3ObjectSettings {
        if (prefix.length() > PREFIX_LENGTH_MAX || !(prefix.isEmpty() || prefix.endsWith("/"))) {
            throw new IllegalArgumentException("'" + prefix + "' is not a prefix of keys");
        }
    }

    /** For a server that heeds {@code If-None-Match}, with the usual speed. */
    public S3ObjectSettings(
            Optional<String> region,
            Optional<URI> endpoint,
            boolean hasPathStyle,
            String bucket,
            String prefix,
            Duration patience,
            Duration answerTimeout) {
        this(
                region,
                endpoint,
                hasPathStyle,
                bucket,
                prefix,
                patience,
                answerTimeout,
                BYTES_PER_SECOND_MIN,
                true);
    }

    /** How long one try to store so many bytes may take. */
    Duration timeout(long bytes) {
        return answerTimeout.plusMillis(bytes * 1000 / bytesPerSecondMin);
    }
}
