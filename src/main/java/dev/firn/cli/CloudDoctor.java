package dev.firn.cli;

import dev.firn.config.Configuration;
import dev.firn.kv.dynamodb.DynamoTables;
import dev.firn.kv.dynamodb.TableSpec;
import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import dev.firn.report.UserException;
import dev.firn.report.Waiting;
import dev.firn.storage.NotPermittedException;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.s3.S3Bucket;
import dev.firn.vault.VaultMarkers.MetadataPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What of a vault's bucket and tables is not as it should be. Changes nothing. */
final class CloudDoctor {

    /** AWS refuses requests that are a quarter of an hour off (RequestTimeTooSkewed). */
    private static final Duration SKEW_REFUSED = Duration.ofMinutes(15);

    private static final Duration SKEW_NOTED = Duration.ofMinutes(1);

    private final CloudStores stores;
    private final Configuration configuration;
    private final List<Finding> findings = new ArrayList<>();

    CloudDoctor(CloudStores stores, Configuration configuration) {
        this.stores = stores;
        this.configuration = configuration;
    }

    /**
     * Looks at all of it.
     *
     * @param marked what the vault's marker says of the records; empty if it could not be read
     */
    List<Finding> run(Optional<MetadataPlace> marked) throws IOException {
        try (S3Bucket bucket =
                S3Bucket.open(stores.objectSettings(), configuration.s3().account())) {
            account(bucket);
            clock(bucket);
            findings.addAll(bucket.check());
        }
        MetadataPlace place = stores.place(marked);
        if (place.store().equals("dynamodb")) {
            tables(place);
        }
        try (ObjectStore objects = stores.objects(Waiting.SILENT)) {
            chunks(objects);
        }
        return findings;
    }

    private void account(S3Bucket bucket) throws IOException {
        Optional<String> expected = configuration.s3().account();
        if (configuration.s3().endpoint().isPresent()) {
            return;
        }
        if (expected.isEmpty()) {
            findings.add(
                    new Finding(
                            Severity.WARNING,
                            "account",
                            "the configuration does not say who owns the bucket: if its name falls"
                                    + " to somebody else, backups go there",
                            "set s3.account to the 12 digits of the AWS account"));
            return;
        }
        try {
            String own = bucket.callersAccount();
            if (!own.equals(expected.get())) {
                findings.add(
                        new Finding(
                                Severity.INFO,
                                "account",
                                "the credentials are of account %s, the bucket of %s"
                                        .formatted(own, expected.get()),
                                "if that is not meant, choose others with AWS_PROFILE or"
                                        + " s3.profile"));
            }
        } catch (UserException e) {
            findings.add(error("credentials", e));
        }
    }

    private static Finding error(String subject, UserException e) {
        return new Finding(Severity.ERROR, subject, String.valueOf(e.getMessage()), e.hint());
    }

    private void clock(S3Bucket bucket) throws IOException {
        Optional<Duration> off = bucket.clockIsAhead(Clock.systemUTC()).map(Duration::abs);
        if (off.isPresent() && off.get().compareTo(SKEW_NOTED) > 0) {
            boolean isRefused = off.get().compareTo(SKEW_REFUSED) >= 0;
            findings.add(
                    new Finding(
                            isRefused ? Severity.ERROR : Severity.WARNING,
                            "clock",
                            "it is %s off".formatted(Times.duration(off.get().toSeconds())),
                            "set it, for example with timedatectl set-ntp true"));
        }
    }

    private void tables(MetadataPlace place) throws IOException {
        try (DynamoTables tables = DynamoTables.open(stores.dynamoSettings(place))) {
            List<TableSpec> specs =
                    configuration.metadata().isOnDemand()
                            ? TableSpec.onDemand()
                            : TableSpec.freeTier();
            tables.check(specs).stream().map(NewBucketVault::finding).forEach(findings::add);
        } catch (UserException e) {
            // That the records can be read was found out before.
            findings.add(
                    new Finding(Severity.INFO, "tables", String.valueOf(e.getMessage()), e.hint()));
        }
    }

    /** A look at a chunk that cannot be there: only a role that may not look is refused. */
    private void chunks(ObjectStore objects) throws IOException {
        boolean backsUp =
                !configuration.volumes().isEmpty()
                        && configuration.host().identity().filter(Files::exists).isEmpty();
        try {
            objects.info(new ObjectKey("chunks/%s/probe".formatted(UUID.randomUUID())));
            if (backsUp && configuration.s3().endpoint().isEmpty()) {
                findings.add(
                        new Finding(
                                Severity.WARNING,
                                "credentials",
                                "they may look at chunks, which a host that backs up need not",
                                "give this host the role of 'firn policy writer'"));
            }
        } catch (NotPermittedException e) {
            // as it should be
        } catch (UserException e) {
            findings.add(error("chunks", e));
        }
    }
}
