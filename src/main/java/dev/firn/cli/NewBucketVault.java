package dev.firn.cli;

import dev.firn.config.Configuration.MetadataPart;
import dev.firn.config.Configuration.MetadataStore;
import dev.firn.config.Configuration.S3Part;
import dev.firn.config.ConfigurationTemplate;
import dev.firn.keys.Recipients;
import dev.firn.kv.dynamodb.DynamoTables;
import dev.firn.kv.dynamodb.TableFinding;
import dev.firn.kv.dynamodb.TableSpec;
import dev.firn.kv.s3.S3KeyValueStore;
import dev.firn.model.RateSchedule;
import dev.firn.model.VaultId;
import dev.firn.report.ErrorKind;
import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.report.Waiting;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.s3.BucketSpec;
import dev.firn.storage.s3.S3Bucket;
import dev.firn.vault.VaultMarkers;
import dev.firn.vault.VaultMarkers.Marker;
import dev.firn.vault.VaultMarkers.MetadataPlace;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A vault in a bucket: the bucket, then the tables, then the marker, so that what has a marker is
 * complete. Each step leaves alone what is there already.
 */
final class NewBucketVault implements NewVault {

    private final VaultLocation.Bucket location;
    private final S3Part s3;
    private final MetadataPart metadata;
    private final BucketSpec spec;
    private final Progress progress;
    private Optional<String> account = Optional.empty();

    NewBucketVault(
            VaultLocation.Bucket location,
            S3Part s3,
            MetadataPart metadata,
            BucketSpec spec,
            Progress progress) {
        this.location = location;
        this.s3 = s3;
        this.metadata = metadata;
        this.spec = spec;
        this.progress = progress;
    }

    private CloudStores stores() {
        return new CloudStores(location, s3, metadata, RateSchedule.UNLIMITED);
    }

    private S3Bucket bucket() {
        return S3Bucket.open(stores().objectSettings(), account);
    }

    /** That the credentials are good, and that the bucket is missing or theirs. */
    @Override
    public void check() throws IOException {
        account = s3.account();
        if (account.isEmpty() && s3.endpoint().isEmpty()) {
            try (S3Bucket bucket = bucket()) {
                account = Optional.of(bucket.callersAccount());
            }
        }
        try (S3Bucket bucket = bucket();
                ObjectStore objects = stores().objects(Waiting.SILENT)) {
            if (bucket.exists()) {
                checkMarker(objects);
            }
        }
    }

    private void checkMarker(ObjectStore objects) throws IOException {
        Optional<Marker> marker = VaultMarkers.readMarker(objects);
        if (marker.isEmpty() && !objects.list("snapshots/", Optional.empty()).isEmpty()) {
            throw new UserException(
                    ErrorKind.VAULT_DAMAGED,
                    "cannot make a vault in '%s': there are snapshots of one, and its vault.json is gone"
                            .formatted(location),
                    "restore vault.json from a copy, or take another bucket or prefix");
        }
    }

    @Override
    public Result make(Recipients recipients) throws IOException {
        List<Finding> findings = new ArrayList<>();
        String region;
        try (S3Bucket bucket = bucket()) {
            progress.note("bucket %s".formatted(location.name()));
            findings.addAll(bucket.prepare(spec));
            region = bucket.region();
        }
        try (ObjectStore objects = stores().objects(Waiting.SILENT)) {
            Optional<Marker> there = VaultMarkers.readMarker(objects);
            // A vault that exists has its records where its marker says, unless it is said here.
            MetadataPlace place =
                    there.flatMap(Marker::metadata).isPresent()
                            ? stores().place(there.flatMap(Marker::metadata))
                            : stores().newPlace();
            prepareRecords(place, findings);
            VaultId id =
                    there.isPresent()
                            ? there.get().vault()
                            : VaultMarkers.create(
                                    objects, recipients, Optional.of(place), Instant.now());
            checkConditions(objects, findings);
            return new Result(id, Optional.of(configuration(region, place)), findings);
        }
    }

    private void prepareRecords(MetadataPlace place, List<Finding> findings) throws IOException {
        if (place.store().equals("s3")) {
            try (S3KeyValueStore records = S3KeyValueStore.open(stores().recordSettings())) {
                records.requireConditions();
            }
            return;
        }
        progress.note("tables %s.*, which takes up to a minute".formatted(place.tables()));
        try (DynamoTables tables = DynamoTables.open(stores().dynamoSettings(place))) {
            List<TableSpec> specs =
                    metadata.isOnDemand() ? TableSpec.onDemand() : TableSpec.freeTier();
            tables.prepare(specs).stream().map(NewBucketVault::finding).forEach(findings::add);
        }
    }

    static Finding finding(TableFinding found) {
        return new Finding(
                found.kind().isFatal() ? Severity.ERROR : Severity.WARNING,
                "tables",
                found.message(),
                found.hint());
    }

    /** What a server that overwrites objects means for the vault's promises. */
    private void checkConditions(ObjectStore objects, List<Finding> findings) throws IOException {
        if (!s3.hasConditionalWrites()) {
            findings.add(
                    unconditional(
                            Severity.WARNING,
                            "it is told to write without conditions",
                            "if the server heeds If-None-Match, take s3.conditional-writes ="
                                    + " false out"));
        } else if (!VaultMarkers.refusesToOverwrite(objects)) {
            findings.add(
                    unconditional(
                            Severity.ERROR,
                            "its server ignores If-None-Match",
                            "say so with s3.conditional-writes = false: Firn then looks before it"
                                    + " writes"));
        }
    }

    private Finding unconditional(Severity severity, String why, String hint) {
        return new Finding(
                severity,
                "bucket '%s'".formatted(location.name()),
                why
                        + ", so nothing but Firn itself keeps a host from overwriting what is"
                        + " stored, and two hosts that store under one key at one moment may not"
                        + " notice",
                hint);
    }

    private ConfigurationTemplate.Cloud configuration(String region, MetadataPlace place) {
        return new ConfigurationTemplate.Cloud(
                new S3Part(
                        Optional.of(region),
                        s3.endpoint(),
                        s3.hasPathStyle(),
                        s3.profile(),
                        account,
                        s3.hasConditionalWrites(),
                        s3.uploads(),
                        s3.patience(),
                        s3.answerTimeout()),
                new MetadataPart(
                        Optional.of(
                                place.store().equals("s3")
                                        ? MetadataStore.S3
                                        : MetadataStore.DYNAMODB),
                        Optional.of(place.tables()).filter(tables -> !tables.isEmpty()),
                        metadata.isOnDemand(),
                        Optional.of(place.region()).filter(other -> !other.isEmpty()),
                        metadata.endpoint()));
    }

    /** Bucket and tables stay: they are empty, cost nothing, and the next run goes on with them. */
    @Override
    public void takeBack(Exception failure) {}
}
