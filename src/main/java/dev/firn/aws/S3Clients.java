package dev.firn.aws;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients of S3. */
public final class S3Clients {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private S3Clients() {}

    /**
     * A client that sends every request once: whoever calls it counts the tries.
     *
     * @param region such as {@code eu-central-1}; empty for that of the SDK's default chain
     * @param endpoint of a server that is not AWS; empty for the region's own
     * @param hasPathStyle whether the bucket stands in the path of addresses and not in the host
     *     name
     * @param answerTimeout how long one try waits for its answer
     * @throws UserException if no region is known
     */
    public static S3Client open(
            Optional<String> region,
            Optional<URI> endpoint,
            boolean hasPathStyle,
            Duration answerTimeout) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .forcePathStyle(hasPathStyle)
                        // Content as it is, and not in signed parts, which takes both sides work
                        // and
                        // not every server.
                        .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
                        .putAuthScheme(new KnownDigestScheme())
                        // Digests are sent as headers: not every server takes them after the body.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .httpClientBuilder(
                                Apache5HttpClient.builder()
                                        .connectionTimeout(CONNECT_TIMEOUT)
                                        .socketTimeout(answerTimeout))
                        .overrideConfiguration(calls ->
                                calls.retryStrategy(AwsRetryStrategy.doNotRetry())
                                        .apiCallAttemptTimeout(answerTimeout));
        region.map(Region::of).ifPresent(builder::region);
        endpoint.ifPresent(builder::endpointOverride);
        try {
            return builder.build();
        } catch (SdkClientException e) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use S3: no region was given",
                    "set AWS_REGION, or the region in ~/.aws/config",
                    e);
        }
    }
}
