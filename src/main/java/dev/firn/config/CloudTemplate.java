package dev.firn.config;

import dev.firn.config.Configuration.MetadataPart;
import dev.firn.config.Configuration.MetadataStore;
import dev.firn.config.Configuration.S3Part;
import java.net.URI;
import java.util.Optional;

/** The part of the configuration that only a vault in the cloud has. */
final class CloudTemplate {

    private CloudTemplate() {}

    static String text(ConfigurationTemplate.Cloud cloud) {
        return s3(cloud.s3()) + metadata(cloud.metadata()) + LIMITS;
    }

    private static String s3(S3Part s3) {
        return """
        # Credentials are never here: they are those of the AWS SDK (environment, ~/.aws, the
        # machine's role).
        [s3]
        %s
        # Of a server that is not AWS; and whether the bucket stands in the path of its addresses.
        %s
        %s
        # A profile of ~/.aws/config.
        %s
        # The account that must own the bucket: another bucket of its name is refused.
        %s
        # Whether the server heeds If-None-Match. Without, it is Firn alone that does not overwrite.
        %s
        # Objects sent at a time.
        #uploads = %d
        # For how long to go on trying when the network is away.
        #patience = "12h"
        #answer-timeout = "30s"

        """
                .formatted(
                        line("region", s3.region(), "eu-central-1"),
                        line(
                                "endpoint",
                                s3.endpoint().map(URI::toString),
                                "https://s3.example.org"),
                        flag("path-style", s3.hasPathStyle(), false),
                        line("profile", s3.profile(), "backup"),
                        line("account", s3.account(), "123456789012"),
                        flag("conditional-writes", s3.hasConditionalWrites(), true),
                        S3Part.UPLOADS);
    }

    private static String metadata(MetadataPart metadata) {
        boolean isDynamo = metadata.store().equals(Optional.of(MetadataStore.DYNAMODB));
        return """
        # Where the records are: "dynamodb" or "s3"; and what the names of its tables begin with.
        [metadata]
        store = "%s"
        %s
        # "free-tier" (25 units a second, shared by all tables of the account) or "on-demand".
        %scapacity = "%s"
        %s
        %s

        """
                .formatted(
                        isDynamo ? "dynamodb" : "s3",
                        line("tables", metadata.tables(), "firn"),
                        isDynamo ? "" : "#",
                        metadata.isOnDemand() ? "on-demand" : "free-tier",
                        line("region", metadata.region(), "eu-central-1"),
                        line(
                                "endpoint",
                                metadata.endpoint().map(URI::toString),
                                "https://dynamodb.example.org"));
    }

    private static final String LIMITS =
            """
            # Bytes a second to and from the vault; later lines count before earlier ones.
            [limits]
            #upload = ["5 MB/s", "22:00-06:00 unlimited", "sat,sun 50 MB/s"]
            #download = "20 MB/s"

            """;

    /** A key with its value, or as a comment with an example. */
    private static String line(String key, Optional<String> value, String example) {
        return value.map(text -> "%s = %s".formatted(key, ConfigurationTemplate.string(text)))
                .orElse("#%s = %s".formatted(key, ConfigurationTemplate.string(example)));
    }

    private static String flag(String key, boolean value, boolean usual) {
        return "%s%s = %s".formatted(value == usual ? "#" : "", key, value);
    }
}
