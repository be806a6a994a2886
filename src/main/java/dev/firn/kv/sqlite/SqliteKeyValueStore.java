package dev.firn.kv.sqlite;

import dev.firn.kv.ConditionFailedException;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.OutcomeUnknownException;
import dev.firn.kv.RecordKey;
import dev.firn.kv.ValueLimit;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * A {@link KeyValueStore} in an SQLite database. A version is drawn from a counter in the database
 * within the same transaction, so none is ever used twice. A database that cannot be written to is
 * opened for reading.
 */
public final class SqliteKeyValueStore implements KeyValueStore {

    private static final int BUSY_MILLIS = 30_000;
    private static final int SCHEMA_VERSION = 1;

    /** A page ends with the record that passes this: the longest values would fill the memory. */
    private static final int PAGE_BYTES = 1 << 20;

    private final Path file;
    private final Connection connection;

    /**
     * Opens the database at {@code file}, making it if it does not exist.
     *
     * @throws dev.firn.report.UserException if it is damaged, of another version, or cannot be made
     */
    public static SqliteKeyValueStore create(Path file) throws IOException {
        makeFile(file);
        return new SqliteKeyValueStore(file, true);
    }

    /**
     * Opens the database at {@code file}, which was made before. An empty file, as a copy leaves
     * that ran out of room, is damage and not a new database.
     *
     * @throws dev.firn.report.UserException if it is missing, damaged, or of another version
     */
    public static SqliteKeyValueStore open(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw SqliteFailure.missing(file);
        }
        return new SqliteKeyValueStore(file, false);
    }

    private SqliteKeyValueStore(Path file, boolean mayMake) throws IOException {
        this.file = file;
        boolean writable = canWrite(file);
        try {
            connection = connect(file, writable);
        } catch (SQLException e) {
            throw SqliteFailure.of("open", file, e);
        }
        try {
            prepare(writable && mayMake);
        } catch (SQLException e) {
            close();
            throw SqliteFailure.of("open", file, e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** SQLite itself would make the file readable for everybody. */
    private static void makeFile(Path file) throws IOException {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            return; // opened as it is
        } catch (IOException e) {
            throw SqliteFailure.notMade(file, e);
        }
    }

    private static boolean canWrite(Path file) throws IOException {
        // Root may write to any file, but not on a file system that is mounted read-only.
        return Files.isWritable(file)
                && Files.isWritable(file.toAbsolutePath().getParent())
                && !Files.getFileStore(file).isReadOnly();
    }

    private static Connection connect(Path file, boolean writable) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(!writable);
        config.setBusyTimeout(BUSY_MILLIS);
        if (writable) {
            config.setJournalMode(SQLiteConfig.JournalMode.DELETE);
            config.setPragma(SQLiteConfig.Pragma.SYNCHRONOUS, "EXTRA");
        }
        return org.sqlite.JDBC.createConnection(
                org.sqlite.JDBC.PREFIX + file.toAbsolutePath(), config.toProperties());
    }

    private void prepare(boolean mayMake) throws SQLException {
        if (schemaVersion() == 0 && mayMake) {
            begin();
            // Another process may have made the tables meanwhile.
            if (schemaVersion() == 0 && isEmpty()) {
                makeTables();
            }
            execute("COMMIT");
        }
        int version = schemaVersion();
        if (version == 0 && isEmpty()) {
            throw SqliteFailure.empty(file);
        }
        if (version != SCHEMA_VERSION) {
            throw SqliteFailure.otherVersion(file, version, SCHEMA_VERSION);
        }
    }

    private boolean isEmpty() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
            return row.getLong(1) == 0;
        }
    }

    private void makeTables() throws SQLException {
        execute("CREATE TABLE counter (last INTEGER NOT NULL)");
        execute("INSERT INTO counter VALUES (0)");
        execute(
                "CREATE TABLE record (tbl TEXT NOT NULL, part TEXT NOT NULL, sort TEXT NOT NULL,"
                        + " version INTEGER NOT NULL, value BLOB NOT NULL,"
                        + " PRIMARY KEY (tbl, part, sort)) WITHOUT ROWID");
        execute("PRAGMA user_version = " + SCHEMA_VERSION);
    }

    private int schemaVersion() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }

    @Override
    public synchronized Optional<Versioned> get(RecordKey key) throws IOException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        "SELECT value, version FROM record"
                                + " WHERE tbl = ? AND part = ? AND sort = ?")) {
            bind(query, 1, key);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Versioned(row.getBytes(1), version(row.getLong(2))))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw SqliteFailure.of("read", file, e);
        }
    }

    @Override
    public Version create(RecordKey key, byte[] value) throws IOException {
        ValueLimit.check(key, value);
        return write(
                key,
                "INSERT INTO record (value, version, tbl, part, sort) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                (statement, version) -> {
                    statement.setBytes(1, value);
                    statement.setLong(2, version);
                    bind(statement, 3, key);
                });
    }

    @Override
    public Version replace(RecordKey key, byte[] value, Version expected) throws IOException {
        ValueLimit.check(key, value);
        return write(
                key,
                "UPDATE record SET value = ?, version = ?"
                        + " WHERE tbl = ? AND part = ? AND sort = ? AND version = ?",
                (statement, version) -> {
                    statement.setBytes(1, value);
                    statement.setLong(2, version);
                    bind(statement, 3, key);
                    statement.setLong(6, number(expected));
                });
    }

    @Override
    public void delete(RecordKey key, Version expected) throws IOException {
        write(
                key,
                "DELETE FROM record WHERE tbl = ? AND part = ? AND sort = ? AND version = ?",
                (statement, _) -> {
                    bind(statement, 1, key);
                    statement.setLong(4, number(expected));
                });
    }

    /** Fills in a statement; {@code version} is the one that the record will have. */
    private interface Binder {
        void bind(PreparedStatement statement, long version) throws SQLException;
    }

    /** Runs a statement that must change exactly one record, in one transaction. */
    private synchronized Version write(RecordKey key, String sql, Binder binder)
            throws IOException {
        try {
            begin();
            try {
                long version = nextVersion();
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    binder.bind(statement, version);
                    if (statement.executeUpdate() == 0) {
                        throw new ConditionFailedException(key);
                    }
                }
                commit(key);
                return version(version);
            } catch (SQLException | IOException | RuntimeException e) {
                rollBack();
                throw e;
            }
        } catch (SQLException e) {
            throw SqliteFailure.of("write to", file, e);
        }
    }

    /**
     * Begins a transaction. Not by JDBC's means: the driver's commit and rollback begin the next
     * one at once, so that a write that is done would be reported as failed if another process is
     * just writing.
     */
    private void begin() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    private void commit(RecordKey key) throws SQLException, OutcomeUnknownException {
        try {
            execute("COMMIT");
        } catch (SQLException e) {
            if (SqliteFailure.isOfTheDisk(e)) {
                // The transaction is over when its journal is gone from the disk: perhaps it is.
                throw new OutcomeUnknownException(key, e);
            }
            throw e;
        }
    }

    /** Ends a transaction that failed. SQLite may have done so itself; then it refuses. */
    private void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // What failed before is what the caller must know.
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long nextVersion() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "UPDATE counter SET last = last + 1 RETURNING last")) {
            return row.getLong(1);
        }
    }

    @Override
    public synchronized List<Entry> list(
            String table, String partition, String sortPrefix, Optional<String> after)
            throws IOException {
        // GLOB and LIKE would need escapes; a range of the key's order does not. No key has a
        // character above '~'.
        String sql =
                "SELECT sort, value, version FROM record WHERE tbl = ? AND part = ?"
                        + " AND sort >= ? AND sort < ? AND sort > ? ORDER BY sort LIMIT "
                        + PAGE_RECORDS_MAX;
        List<Entry> page = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, table);
            query.setString(2, partition);
            query.setString(3, sortPrefix);
            query.setString(4, sortPrefix + "\u007f");
            query.setString(5, after.orElse(""));
            try (ResultSet row = query.executeQuery()) {
                for (long bytes = 0; bytes < PAGE_BYTES && row.next(); ) {
                    byte[] value = row.getBytes(2);
                    RecordKey key = new RecordKey(table, partition, row.getString(1));
                    page.add(new Entry(key, value, version(row.getLong(3))));
                    bytes += value.length;
                }
            }
            return page;
        } catch (SQLException e) {
            throw SqliteFailure.of("read", file, e);
        }
    }

    private static void bind(PreparedStatement statement, int first, RecordKey key)
            throws SQLException {
        statement.setString(first, key.table());
        statement.setString(first + 1, key.partition());
        statement.setString(first + 2, key.sort());
    }

    private static Version version(long number) {
        return new Version(Long.toString(number));
    }

    private static long number(Version version) {
        try {
            return Long.parseLong(version.token());
        } catch (NumberFormatException e) {
            return -1; // of another store: no record has it
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw SqliteFailure.of("close", file, e);
        }
    }
}
