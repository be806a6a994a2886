package dev.firn.aws;

import java.io.IOException;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

/** Whose credentials these are (AWS STS API reference, GetCallerIdentity, which all may call). */
public final class CallerAccount {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private CallerAccount() {}

    /** The 12 digits of the account. */
    public static String read(String region, Patience patience) throws IOException {
        try (StsClient client =
                StsClient.builder()
                        .region(Region.of(region))
                        .httpClientBuilder(
                                Apache5HttpClient.builder()
                                        .connectionTimeout(TIMEOUT)
                                        .socketTimeout(TIMEOUT))
                        .overrideConfiguration(calls ->
                                calls.retryStrategy(AwsRetryStrategy.doNotRetry())
                                        .apiCallAttemptTimeout(TIMEOUT))
                        .build()) {
            return patience.read(
                    () -> client.getCallerIdentity().account(),
                    e -> AwsFailure.report("cannot find out whose credentials these are", e));
        }
    }
}
