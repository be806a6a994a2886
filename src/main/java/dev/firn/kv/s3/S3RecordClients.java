package dev.firn.kv.s3;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Makes clients of S3 for records. */
final class S3RecordClients {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private S3RecordClients() {}

    /** A client that sends every request once: whoever calls it counts the tries. */
    static S3Client open(S3RecordSettings settings) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .forcePathStyle(settings.hasPathStyle())
                        // Digests are sent as headers: not every server takes them after the body.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .httpClientBuilder(
                                Apache5HttpClient.builder()
                                        .connectionTimeout(CONNECT_TIMEOUT)
                                        .socketTimeout(settings.answerTimeout()))
                        .overrideConfiguration(calls ->
                                calls.retryStrategy(AwsRetryStrategy.doNotRetry())
                                        .apiCallAttemptTimeout(settings.answerTimeout()));
        settings.region().map(Region::of).ifPresent(builder::region);
        settings.endpoint().ifPresent(builder::endpointOverride);
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
