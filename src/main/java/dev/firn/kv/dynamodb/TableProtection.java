package dev.firn.kv.dynamodb;

import dev.firn.aws.AwsFailure;
import dev.firn.aws.Patience;
import dev.firn.kv.dynamodb.TableFinding.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** What keeps a table from being lost, and tombstones from staying: switches it on and checks. */
final class TableProtection {

    private final DynamoDbClient client;
    private final Patience patience;

    TableProtection(DynamoDbClient client, Patience patience) {
        this.client = client;
        this.patience = patience;
    }

    /** Switches on what is off. A server that does not know of it is left without. */
    void switchOn(TableDescription table) throws IOException {
        String name = table.tableName();
        if (!isProtected(table)) {
            call(
                    "protect",
                    name,
                    () ->
                            client.updateTable(
                                    r -> r.tableName(name).deletionProtectionEnabled(true)));
        }
        if (!isRecoverable(name)) {
            call(
                    "switch on point-in-time recovery of",
                    name,
                    () ->
                            client.updateContinuousBackups(r ->
                                    r.tableName(name)
                                            .pointInTimeRecoverySpecification(pitr ->
                                                    pitr.pointInTimeRecoveryEnabled(true))));
        }
        if (!expires(name)) {
            call(
                    "switch on expiry in",
                    name,
                    () ->
                            client.updateTimeToLive(r ->
                                    r.tableName(name)
                                            .timeToLiveSpecification(ttl ->
                                                    ttl.attributeName(Items.GONE).enabled(true))));
        }
    }

    void check(TableDescription table, List<TableFinding> findings) throws IOException {
        String name = table.tableName();
        if (!isProtected(table)) {
            findings.add(
                    new TableFinding(
                            Kind.NO_DELETION_PROTECTION,
                            name,
                            "table '%s' is not protected from deletion".formatted(name),
                            "'firn init' switches it on, if the server can do it"));
        }
        if (!isRecoverable(name)) {
            findings.add(
                    new TableFinding(
                            Kind.NO_POINT_IN_TIME_RECOVERY,
                            name,
                            "table '%s' has no point-in-time recovery".formatted(name),
                            "'firn init' switches it on, if the server can do it"));
        }
        if (!expires(name)) {
            findings.add(
                    new TableFinding(
                            Kind.NO_EXPIRY,
                            name,
                            "table '%s' keeps what is left of deleted records".formatted(name),
                            "'firn init' switches expiry on, if the server can do it"));
        }
    }

    private static boolean isProtected(TableDescription table) {
        return Boolean.TRUE.equals(table.deletionProtectionEnabled());
    }

    private boolean isRecoverable(String name) throws IOException {
        return call(
                        "look at the backups of",
                        name,
                        () -> client.describeContinuousBackups(r -> r.tableName(name)))
                .map(answer ->
                        answer.continuousBackupsDescription()
                                        .pointInTimeRecoveryDescription()
                                        .pointInTimeRecoveryStatus()
                                == PointInTimeRecoveryStatus.ENABLED)
                .orElse(false);
    }

    private boolean expires(String name) throws IOException {
        return call(
                        "look at the expiry of",
                        name,
                        () -> client.describeTimeToLive(r -> r.tableName(name)))
                .map(answer -> expires(answer.timeToLiveDescription()))
                .orElse(false);
    }

    private static boolean expires(TimeToLiveDescription expiry) {
        return Items.GONE.equals(expiry.attributeName())
                && (expiry.timeToLiveStatus() == TimeToLiveStatus.ENABLED
                        || expiry.timeToLiveStatus() == TimeToLiveStatus.ENABLING);
    }

    /** A call that may be repeated; empty if the server does not know it. */
    private <T> Optional<T> call(String verb, String name, Supplier<T> call) throws IOException {
        return patience.read(
                () -> {
                    try {
                        return Optional.of(call.get());
                    } catch (SdkException e) {
                        if (AwsFailure.code(e).equals("UnknownOperationException")) {
                            return Optional.empty();
                        }
                        throw e;
                    }
                },
                e -> DynamoFailure.of(verb, name, e));
    }
}
