package dev.firn.cli;

import dev.firn.config.CloudSettings;
import dev.firn.config.Configuration.MetadataPart;
import dev.firn.config.Configuration.S3Part;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.s3.BucketSpec;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What {@code firn init} can be told of a vault in a bucket; it stands in the configuration then.
 */
final class CloudOptions {

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "Region of the bucket (default: that of the AWS SDK's chain).")
    private @Nullable String region;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Address of an S3 server that is not AWS.")
    private @Nullable String endpoint;

    @Option(names = "--path-style", description = "The bucket stands in the path of addresses.")
    private boolean pathStyle;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "A profile of ~/.aws/config (default: the AWS SDK's choice).")
    private @Nullable String profile;

    @Option(
            names = "--account",
            paramLabel = "DIGITS",
            description = "The AWS account that must own the bucket (default: the credentials').")
    private @Nullable String account;

    @Option(
            names = "--no-conditional-writes",
            description = "The server ignores If-None-Match: look before each write instead.")
    private boolean unconditional;

    @Option(
            names = "--metadata",
            paramLabel = "dynamodb|s3",
            description = "Where to keep the records (default: dynamodb).")
    private @Nullable String metadata;

    @Option(
            names = "--tables",
            paramLabel = "PREFIX",
            description =
                    "What the names of the DynamoDB tables begin with (default: firn-BUCKET).")
    private @Nullable String tables;

    @Option(
            names = "--on-demand",
            description = "Pay tables by the request, instead of staying within the free tier.")
    private boolean onDemand;

    @Option(
            names = "--metadata-endpoint",
            paramLabel = "URL",
            description = "Address of a DynamoDB server that is not AWS.")
    private @Nullable String metadataEndpoint;

    @Option(
            names = "--versioning",
            description = "Keep objects that are overwritten or deleted as older versions.")
    private boolean versioning;

    @Option(
            names = "--object-lock",
            paramLabel = "DAYS",
            description =
                    "Let nobody delete an object for so many days, unless they may bypass it. For good.")
    private @Nullable Integer lockDays;

    @Option(
            names = "--compliance",
            description = "With --object-lock: let nobody bypass it, not even the account's owner.")
    private boolean compliance;

    S3Part s3() {
        return CloudSettings.s3(
                Optional.ofNullable(region),
                Optional.ofNullable(endpoint),
                pathStyle,
                Optional.ofNullable(profile),
                Optional.ofNullable(account),
                !unconditional);
    }

    MetadataPart metadata() {
        return CloudSettings.metadata(
                Optional.ofNullable(metadata),
                Optional.ofNullable(tables),
                onDemand,
                Optional.ofNullable(metadataEndpoint));
    }

    BucketSpec bucket() {
        if (compliance && lockDays == null) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use --compliance: it says how objects are locked, and not for how long",
                    "give --object-lock DAYS, too");
        }
        try {
            return new BucketSpec(
                    versioning,
                    Optional.ofNullable(lockDays)
                            .map(days -> new BucketSpec.Lock(days, compliance)));
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use --object-lock: " + e.getMessage(),
                    "for example --object-lock 180",
                    e);
        }
    }

    /** Whether anything was said that a directory cannot follow. */
    boolean isGiven() {
        return region != null
                || endpoint != null
                || pathStyle
                || profile != null
                || account != null
                || unconditional
                || metadata != null
                || tables != null
                || onDemand
                || metadataEndpoint != null
                || versioning
                || lockDays != null
                || compliance;
    }
}
