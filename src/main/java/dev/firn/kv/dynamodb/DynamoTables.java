package dev.firn.kv.dynamodb;

import dev.firn.aws.Patience;
import dev.firn.kv.dynamodb.TableFinding.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/**
 * The tables of a vault: makes them, protects them, and says what is wrong with them. Making them
 * may be broken off anywhere and repeated. Nothing here deletes or changes a record.
 */
public final class DynamoTables implements Closeable {

    private static final List<KeySchemaElement> KEYS =
            List.of(
                    KeySchemaElement.builder()
                            .attributeName(Items.PARTITION)
                            .keyType(KeyType.HASH)
                            .build(),
                    KeySchemaElement.builder()
                            .attributeName(Items.SORT)
                            .keyType(KeyType.RANGE)
                            .build());

    private static final List<AttributeDefinition> KEY_TYPES =
            List.of(string(Items.PARTITION), string(Items.SORT));

    private final DynamoDbClient client;
    private final DynamoSettings settings;
    private final Patience patience;
    private final TableProtection protection;

    /** For the tables of a vault that may or may not exist yet. */
    public static DynamoTables open(DynamoSettings settings) {
        return new DynamoTables(
                DynamoClients.open(settings), settings, Patience.of(settings.patience()));
    }

    DynamoTables(DynamoDbClient client, DynamoSettings settings, Patience patience) {
        this.client = client;
        this.settings = settings;
        this.patience = patience;
        this.protection = new TableProtection(client, patience);
    }

    private static AttributeDefinition string(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    /**
     * Makes the tables that are missing, waits until all can be used, and switches on deletion
     * protection, point-in-time recovery and the expiry of tombstones. The capacity of a table that
     * exists is left as it is.
     *
     * @return what is not as it should be after that
     * @throws dev.firn.report.UserException if a table has other keys, or AWS refuses
     */
    public List<TableFinding> prepare(List<TableSpec> specs) throws IOException {
        for (TableSpec spec : specs) {
            String name = settings.tableName(spec.table());
            if (describe(name).isEmpty()) {
                make(name, spec);
            }
        }
        for (TableSpec spec : specs) {
            String name = settings.tableName(spec.table());
            TableDescription table = waitUntilActive(name);
            if (!hasFirnsKeys(table)) {
                throw DynamoFailure.otherKeys(name);
            }
            protection.switchOn(table);
        }
        return check(specs);
    }

    /** What is not as it should be. Changes nothing. */
    public List<TableFinding> check(List<TableSpec> specs) throws IOException {
        List<TableFinding> findings = new ArrayList<>();
        for (TableSpec spec : specs) {
            String name = settings.tableName(spec.table());
            Optional<TableDescription> table = describe(name);
            if (table.isEmpty()) {
                findings.add(
                        new TableFinding(
                                Kind.MISSING,
                                name,
                                "table '%s' does not exist".formatted(name),
                                "is it in another region or account? 'firn init' makes the"
                                        + " tables"));
            } else {
                check(spec, table.get(), findings);
            }
        }
        return findings;
    }

    private void check(TableSpec spec, TableDescription table, List<TableFinding> findings)
            throws IOException {
        String name = table.tableName();
        if (!isUsable(table)) {
            findings.add(
                    new TableFinding(
                            Kind.NOT_ACTIVE,
                            name,
                            "table '%s' is %s".formatted(name, table.tableStatusAsString()),
                            "wait until it is ACTIVE"));
            return;
        }
        if (!hasFirnsKeys(table)) {
            findings.add(
                    new TableFinding(
                            Kind.OTHER_KEYS,
                            name,
                            "the keys of table '%s' are not those of a table of Firn"
                                    .formatted(name),
                            "give the vault's tables another prefix"));
            return;
        }
        String wanted = describe(spec.capacity());
        String found = describe(capacity(table));
        if (!found.equals(wanted)) {
            findings.add(
                    new TableFinding(
                            Kind.OTHER_CAPACITY,
                            name,
                            "table '%s' has %s, not %s".formatted(name, found, wanted),
                            "if that is not meant, change it in the DynamoDB console"));
        }
        protection.check(table, findings);
    }

    private static Optional<TableSpec.Capacity> capacity(TableDescription table) {
        var throughput = table.provisionedThroughput();
        // Of a table that is paid by the request, it is 0.
        return throughput == null || throughput.writeCapacityUnits() == 0
                ? Optional.empty()
                : Optional.of(
                        new TableSpec.Capacity(
                                throughput.readCapacityUnits(), throughput.writeCapacityUnits()));
    }

    private static String describe(Optional<TableSpec.Capacity> capacity) {
        return capacity.map(units ->
                        "%d read and %d write units".formatted(units.reads(), units.writes()))
                .orElse("on-demand capacity");
    }

    private static boolean hasFirnsKeys(TableDescription table) {
        return table.keySchema().equals(KEYS)
                && table.attributeDefinitions().containsAll(KEY_TYPES);
    }

    private static boolean isUsable(TableDescription table) {
        return switch (table.tableStatus()) {
            case ACTIVE, UPDATING -> true;
            case CREATING,
                    DELETING,
                    INACCESSIBLE_ENCRYPTION_CREDENTIALS,
                    ARCHIVING,
                    ARCHIVED,
                    REPLICATION_NOT_AUTHORIZED,
                    UNKNOWN_TO_SDK_VERSION ->
                    false;
        };
    }

    private Optional<TableDescription> describe(String name) throws IOException {
        return patience.read(
                () -> {
                    try {
                        return Optional.of(client.describeTable(r -> r.tableName(name)).table());
                    } catch (ResourceNotFoundException e) {
                        return Optional.empty();
                    }
                },
                e -> DynamoFailure.of("look at", name, e));
    }

    private void make(String name, TableSpec spec) throws IOException {
        CreateTableRequest.Builder request =
                CreateTableRequest.builder()
                        .tableName(name)
                        .keySchema(KEYS)
                        .attributeDefinitions(KEY_TYPES)
                        .deletionProtectionEnabled(true);
        if (spec.capacity().isPresent()) {
            TableSpec.Capacity units = spec.capacity().get();
            request.billingMode(BillingMode.PROVISIONED)
                    .provisionedThroughput(
                            ProvisionedThroughput.builder()
                                    .readCapacityUnits(units.reads())
                                    .writeCapacityUnits(units.writes())
                                    .build());
        } else {
            request.billingMode(BillingMode.PAY_PER_REQUEST);
        }
        Supplier<Boolean> create =
                () -> {
                    try {
                        client.createTable(request.build());
                    } catch (ResourceInUseException e) {
                        // By an earlier try whose answer was lost, or by another host.
                    }
                    return true;
                };
        patience.read(create, e -> DynamoFailure.of("make", name, e));
    }

    private TableDescription waitUntilActive(String name) throws IOException {
        Patience.Tries tries = patience.begin();
        while (true) {
            Optional<TableDescription> table = describe(name);
            if (table.filter(t -> t.tableStatus() == TableStatus.ACTIVE).isPresent()) {
                return table.get();
            }
            if (!tries.again()) {
                throw DynamoFailure.notReady(
                        name, table.map(TableDescription::tableStatusAsString).orElse("missing"));
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
