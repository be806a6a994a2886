package dev.firn.program;

import dev.firn.testing.DynamoLocal;
import dev.firn.testing.S3MockServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A vault on S3Mock and DynamoDB Local: what {@code firn init} has to be told to make it.
 *
 * @param bucket its name, which no other test has
 */
record Cloud(String bucket, URI s3, URI dynamo) {

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    /** One with a bucket that does not exist yet. */
    static Cloud create() {
        return on(S3MockServer.endpoint(), DynamoLocal.endpoint());
    }

    /** The same on servers, or on the way to them. */
    static Cloud on(URI s3, URI dynamo) {
        return new Cloud(
                "firn-it-%d-%d".formatted(ProcessHandle.current().pid(), BUCKETS.incrementAndGet()),
                s3,
                dynamo);
    }

    String location() {
        return "s3://%s/nas".formatted(bucket);
    }

    /** The options of {@code firn init}. */
    String[] options(String... more) {
        List<String> options =
                new ArrayList<>(
                        List.of(
                                "--endpoint",
                                s3.toString(),
                                "--path-style",
                                "--region",
                                "eu-central-1",
                                "--metadata-endpoint",
                                dynamo.toString()));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }
}
