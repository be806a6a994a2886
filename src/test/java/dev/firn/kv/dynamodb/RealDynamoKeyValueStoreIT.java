package dev.firn.kv.dynamodb;

import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStoreContract;
import dev.firn.testing.RealAws;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The contract on DynamoDB itself: tables of its own, which are emptied for each test. */
@RealAws
class RealDynamoKeyValueStoreIT extends KeyValueStoreContract {

    private static final List<TableSpec> TABLES =
            List.of("heads", "snapshots", "snapshots2", "none", "t".repeat(200)).stream()
                    .map(table -> new TableSpec(table, Optional.empty()))
                    .toList();

    private static final DynamoSettings SETTINGS =
            new DynamoSettings(
                    Optional.empty(),
                    Optional.empty(),
                    "firn-test-" + UUID.randomUUID().toString().substring(0, 8));

    @BeforeAll
    static void makeTables() throws IOException {
        try (DynamoTables tables = DynamoTables.open(SETTINGS)) {
            tables.prepare(TABLES);
        }
    }

    @AfterAll
    static void deleteTables() {
        try (DynamoDbClient client = DynamoDbClient.create()) {
            for (TableSpec table : TABLES) {
                String name = SETTINGS.tableName(table.table());
                client.updateTable(r -> r.tableName(name).deletionProtectionEnabled(false));
                client.waiter().waitUntilTableExists(r -> r.tableName(name));
                client.deleteTable(r -> r.tableName(name));
            }
        }
    }

    @Override
    protected KeyValueStore newStore() {
        try (DynamoDbClient client = DynamoDbClient.create()) {
            for (TableSpec table : TABLES) {
                String name = SETTINGS.tableName(table.table());
                client.scanPaginator(r -> r.tableName(name).projectionExpression("pk, sk"))
                        .items()
                        .forEach(item -> delete(client, name, item));
            }
        }
        return DynamoKeyValueStore.open(SETTINGS);
    }

    private static void delete(
            DynamoDbClient client, String table, Map<String, AttributeValue> key) {
        client.deleteItem(r -> r.tableName(table).key(key));
    }

    @Override
    protected KeyValueStore secondView(KeyValueStore store) {
        return DynamoKeyValueStore.open(SETTINGS);
    }

    @Override
    protected int manyRecords() {
        return 3000; // three pages
    }
}
