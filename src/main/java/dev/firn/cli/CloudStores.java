package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.config.Configuration.MetadataPart;
import dev.firn.config.Configuration.MetadataStore;
import dev.firn.config.Configuration.S3Part;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.dynamodb.DynamoKeyValueStore;
import dev.firn.kv.dynamodb.DynamoSettings;
import dev.firn.kv.s3.S3KeyValueStore;
import dev.firn.kv.s3.S3RecordSettings;
import dev.firn.model.RateSchedule;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.report.Waiting;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.s3.S3ObjectSettings;
import dev.firn.storage.s3.S3ObjectStore;
import dev.firn.vault.VaultMarkers;
import dev.firn.vault.VaultMarkers.MetadataPlace;
import java.io.IOException;
import java.util.Optional;

/**
 * The stores of a vault in the cloud, by its configuration. Named only where a vault is known to be
 * there: the AWS SDK takes a while to load.
 */
final class CloudStores {

    private final VaultLocation.Bucket bucket;
    private final S3Part s3;
    private final MetadataPart metadata;
    private final RateSchedule upload;

    /**
     * @param upload the limit to what is sent: with one, an upload that is slow is not stuck
     */
    CloudStores(
            VaultLocation.Bucket bucket, S3Part s3, MetadataPart metadata, RateSchedule upload) {
        this.upload = upload;
        this.bucket = bucket;
        this.s3 = s3;
        this.metadata = metadata;
        // The SDK's own switch: it holds for the credentials and the region of all its clients.
        s3.profile().ifPresent(profile -> System.setProperty("aws.profile", profile));
    }

    static CloudStores of(VaultLocation.Bucket bucket, Configuration configuration) {
        return new CloudStores(
                bucket,
                configuration.s3(),
                configuration.metadata(),
                configuration.limits().upload());
    }

    S3ObjectSettings objectSettings() {
        return new S3ObjectSettings(
                s3.region(),
                s3.endpoint(),
                s3.hasPathStyle(),
                bucket.name(),
                bucket.prefix(),
                s3.patience(),
                s3.answerTimeout(),
                slowest(),
                s3.hasConditionalWrites());
    }

    /** At the lowest rate of all windows, shared by all uploads, and half of it to be sure. */
    private long slowest() {
        long usual = S3ObjectSettings.BYTES_PER_SECOND_MIN;
        return upload.slowest().isEmpty()
                ? usual
                : Math.clamp(upload.slowest().getAsLong() / (2L * s3.uploads()), 1, usual);
    }

    S3ObjectStore objects(Waiting waiting) {
        return S3ObjectStore.open(objectSettings(), waiting);
    }

    /**
     * The objects of a vault that exists, in a bucket of the account that the configuration names:
     * of one that was deleted, anybody can take the name.
     *
     * @throws UserException if it is another account's
     */
    ObjectStore ownObjects(Waiting waiting) throws IOException {
        S3ObjectStore objects = objects(waiting);
        try {
            if (s3.account().isPresent()) {
                objects.requireOwner(s3.account().get(), VaultMarkers.KEY);
            }
            return objects;
        } catch (IOException | RuntimeException e) {
            objects.close();
            throw e;
        }
    }

    /** Where the records are: what the configuration says, else what the marker says. */
    MetadataPlace place(Optional<MetadataPlace> marker) {
        MetadataPlace said = marker.orElse(new MetadataPlace("", "", ""));
        String store =
                metadata.store()
                        .map(configured ->
                                switch (configured) {
                                    case DYNAMODB -> "dynamodb";
                                    case S3 -> "s3";
                                })
                        .orElse(said.store());
        return new MetadataPlace(
                store,
                metadata.tables().orElse(said.tables()),
                metadata.region().orElse(said.region()));
    }

    KeyValueStore records(MetadataPlace place, Waiting waiting) {
        return switch (place.store()) {
            case "dynamodb" -> DynamoKeyValueStore.open(dynamoSettings(place), waiting);
            case "s3" -> S3KeyValueStore.open(recordSettings(), waiting);
            default ->
                    throw new UserException(
                            ErrorKind.USAGE,
                            "cannot open vault '%s': nothing says where its records are"
                                    .formatted(bucket),
                            "set metadata.store and metadata.tables in the configuration");
        };
    }

    DynamoSettings dynamoSettings(MetadataPlace place) {
        try {
            return new DynamoSettings(
                    Optional.of(place.region()).filter(region -> !region.isEmpty()).or(s3::region),
                    metadata.endpoint(),
                    place.tables(),
                    s3.patience(),
                    s3.answerTimeout());
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot open vault '%s': %s".formatted(bucket, e.getMessage()),
                    "set metadata.tables in the configuration",
                    e);
        }
    }

    S3RecordSettings recordSettings() {
        return new S3RecordSettings(
                s3.region(),
                s3.endpoint(),
                s3.hasPathStyle(),
                bucket.name(),
                bucket.prefix(),
                s3.patience(),
                s3.answerTimeout());
    }

    /** Where a new vault's records are to be. */
    MetadataPlace newPlace() {
        MetadataStore store = metadata.store().orElse(MetadataStore.DYNAMODB);
        return switch (store) {
            case S3 -> new MetadataPlace("s3", "", "");
            case DYNAMODB ->
                    new MetadataPlace(
                            "dynamodb",
                            metadata.tables().orElseGet(() -> TableNames.of(bucket)),
                            metadata.region().orElse(""));
        };
    }
}
