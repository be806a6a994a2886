package dev.firn.storage.s3;

import dev.firn.aws.S3Clients;
import dev.firn.testing.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;

/** What the tests of this package have in common. */
final class S3Faults {

    private S3Faults() {}

    static S3ObjectSettings settings(URI endpoint, String bucket, String prefix) {
        return new S3ObjectSettings(
                Optional.of("eu-central-1"),
                Optional.of(endpoint),
                true,
                bucket,
                prefix,
                Duration.ofSeconds(90),
                Duration.ofSeconds(20));
    }

    static S3Client client(S3ObjectSettings settings) {
        return S3Clients.open(
                settings.region(),
                settings.endpoint(),
                settings.hasPathStyle(),
                settings.answerTimeout());
    }

    static Fault error(int status, String code, boolean isCarriedOut) {
        return new Fault.Answered(
                isCarriedOut,
                status,
                "application/xml",
                "<Error><Code>%s</Code><Message>injected</Message></Error>".formatted(code));
    }
}
