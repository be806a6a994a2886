package dev.firn.kv.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStore.Version;
import dev.firn.kv.KeyValueStoreContract;
import dev.firn.kv.RecordKey;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.testing.DynamoLocal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract on DynamoDB Local, and what only a store in DynamoDB has. */
class DynamoKeyValueStoreIT extends KeyValueStoreContract {

    private static final RecordKey KEY = new RecordKey("heads", "volumes", "one");

    /** The tables that the contract uses: other stores have any. */
    private static final List<TableSpec> TABLES =
            List.of("heads", "snapshots", "snapshots2", "none", "t".repeat(200)).stream()
                    .map(table -> new TableSpec(table, Optional.empty()))
                    .toList();

    private final DynamoSettings settings = DynamoLocal.settings();

    @Override
    protected KeyValueStore newStore() throws IOException {
        try (DynamoTables tables = DynamoTables.open(settings)) {
            tables.prepare(TABLES);
        }
        return DynamoKeyValueStore.open(settings);
    }

    @Override
    protected KeyValueStore secondView(KeyValueStore store) {
        return DynamoKeyValueStore.open(settings);
    }

    @Override
    protected int manyRecords() {
        return 3000; // three pages; DynamoDB Local makes about 500 a second
    }

    @Test
    void goesOnToTheNextPageWhenOneHasTombstonesOnly() throws IOException {
        try (KeyValueStore store = DynamoKeyValueStore.open(settings)) {
            for (int i = 0; i < 1100; i++) {
                RecordKey key = new RecordKey("snapshots", "volume", "%06d".formatted(i));
                Version version = store.create(key, new byte[1]);
                if (i < 1099) {
                    store.delete(key, version);
                }
            }
            assertThat(store.list("snapshots", "volume", "", Optional.empty()))
                    .extracting(entry -> entry.key().sort())
                    .containsExactly("001099");
        }
    }

    @Test
    void theRangeOfAListingMayBeEmpty() throws IOException {
        try (KeyValueStore store = DynamoKeyValueStore.open(settings)) {
            store.create(KEY, new byte[1]);
            assertThat(store.list("heads", "volumes", "o", Optional.of("p"))).isEmpty();
            assertThat(store.list("heads", "volumes", "o", Optional.of("a"))).hasSize(1);
        }
    }

    @Test
    void saysThatATableIsMissing() {
        RecordKey key = new RecordKey("chunks", "snapshot", "0");
        try (DynamoKeyValueStore store = DynamoKeyValueStore.open(settings)) {
            String name = settings.tableName("chunks");
            assertThatThrownBy(() -> store.get(key))
                    .isInstanceOfSatisfying(
                            UserException.class,
                            e -> {
                                assertThat(e.kind()).isEqualTo(ErrorKind.STORE_UNAVAILABLE);
                                assertThat(e.hint()).contains("another region");
                            })
                    .hasMessage("cannot read table '%s': there is no such table", name);
            assertThatThrownBy(() -> store.create(key, new byte[1]))
                    .hasMessage("cannot write to table '%s': there is no such table", name);
            assertThatThrownBy(() -> store.list("chunks", "snapshot", "", Optional.empty()))
                    .hasMessage("cannot list table '%s': there is no such table", name);
        }
    }
}
