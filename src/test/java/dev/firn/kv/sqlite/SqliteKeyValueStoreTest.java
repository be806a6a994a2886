package dev.firn.kv.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStoreContract;
import dev.firn.kv.RecordKey;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteKeyValueStoreTest extends KeyValueStoreContract {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    private Path file() {
        return directory.resolve("metadata.sqlite");
    }

    @Override
    protected KeyValueStore newStore() throws IOException {
        return new SqliteKeyValueStore(file());
    }

    @Override
    protected KeyValueStore secondView(KeyValueStore store) throws IOException {
        return new SqliteKeyValueStore(file());
    }

    @Override
    protected int manyRecords() {
        return 2500; // each is made durable by itself; three pages
    }

    @Test
    void theFileIsForItsOwnerOnly() throws IOException {
        newStore().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void keepsRecordsWhenItIsClosed() throws IOException {
        RecordKey key = new RecordKey("heads", "volumes", "one");
        try (KeyValueStore store = newStore()) {
            store.create(key, "ice".getBytes(UTF_8));
        }
        try (KeyValueStore store = newStore()) {
            assertThat(store.get(key).orElseThrow().value()).isEqualTo("ice".getBytes(UTF_8));
        }
    }

    @Test
    void saysThatTheFileIsDamaged() throws IOException {
        newStore().close();
        Files.write(file(), "this is no database, whatever it says on the label".getBytes(UTF_8));

        assertThatThrownBy(this::newStore)
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.VAULT_DAMAGED))
                .hasMessageEndingWith("the database is damaged");
    }

    @Test
    void refusesAFileOfAnotherVersion() throws Exception {
        newStore().close();
        try (var connection =
                        org.sqlite.JDBC.createConnection(
                                "jdbc:sqlite:" + file(), new java.util.Properties());
                var statement = connection.createStatement()) {
            statement.execute("PRAGMA user_version = 2");
        }

        assertThatThrownBy(this::newStore)
                .isInstanceOf(UserException.class)
                .hasMessageEndingWith("its version is 2, and this Firn knows 1");
    }
}
