package dev.firn.kv.dynamodb;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Makes clients of DynamoDB. */
final class DynamoClients {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private DynamoClients() {}

    /** A client that sends every request once: whoever calls it counts the tries. */
    static DynamoDbClient open(DynamoSettings settings) {
        DynamoDbClientBuilder builder =
                DynamoDbClient.builder()
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
            throw DynamoFailure.noRegion(e);
        }
    }
}
