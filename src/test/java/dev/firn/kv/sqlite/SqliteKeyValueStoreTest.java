package dev.firn.kv.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStore.Version;
import dev.firn.kv.KeyValueStoreContract;
import dev.firn.kv.RecordKey;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.testing.SharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

class SqliteKeyValueStoreTest extends KeyValueStoreContract {

    @TempDir(factory = SharedMemory.class)
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    private Path file() {
        return directory.resolve("metadata.sqlite");
    }

    @Override
    protected KeyValueStore newStore() throws IOException {
        return SqliteKeyValueStore.create(file());
    }

    @Override
    protected KeyValueStore secondView(KeyValueStore store) throws IOException {
        return SqliteKeyValueStore.create(file());
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
        sql(file(), "PRAGMA user_version = 2");

        assertThatThrownBy(this::newStore)
                .isInstanceOf(UserException.class)
                .hasMessageEndingWith("its version is 2, and this Firn knows 1");
    }

    @Test
    void anEmptyFileIsNoNewDatabase() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty.sqlite"));

        assertDamaged(empty, "it is empty");
        assertThat(empty).isEmptyFile();
    }

    @Test
    void aMissingOneIsNotMade() {
        assertDamaged(directory.resolve("gone.sqlite"), "it is missing, or not a plain file");
        assertThat(directory.resolve("gone.sqlite")).doesNotExist();
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        newStore().close();
        Path link = Files.createSymbolicLink(directory.resolve("link.sqlite"), file());

        assertDamaged(link, "it is missing, or not a plain file");
    }

    private static void assertDamaged(Path file, String why) {
        assertThatThrownBy(() -> SqliteKeyValueStore.open(file).close())
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.VAULT_DAMAGED))
                .hasMessage("cannot open '%s': %s", file, why);
    }

    @Test
    void refusesADatabaseOfSomethingElse() throws Exception {
        Path other = directory.resolve("songs.sqlite");
        sql(other, "CREATE TABLE song (title TEXT)");
        byte[] before = Files.readAllBytes(other);

        assertThatThrownBy(() -> SqliteKeyValueStore.create(other).close())
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.hint()).isEqualTo("is it a metadata store of Firn?"))
                .hasMessage("cannot open '%s': its version is 0, and this Firn knows 1", other);
        assertThat(other).hasBinaryContent(before);
    }

    private static void sql(Path database, String sql) throws Exception {
        try (var connection = JDBC.createConnection("jdbc:sqlite:" + database, new Properties());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void saysThatItsDirectoryIsNotThere() throws IOException {
        Path absent = directory.resolve("absent/metadata.sqlite");

        assertThatThrownBy(() -> SqliteKeyValueStore.create(absent).close())
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.STORE_UNAVAILABLE))
                .hasMessage("cannot make '%s': its directory does not exist", absent);
        assertThat(directory.resolve("absent")).doesNotExist();
    }

    @Test
    void saysThatAPageOfTheFileIsDamaged() throws IOException {
        try (KeyValueStore store = newStore()) {
            for (int i = 0; i < 100; i++) {
                store.create(new RecordKey("a", "b", "c" + i), new byte[1000]);
            }
        }
        byte[] bytes = Files.readAllBytes(file());
        Arrays.fill(bytes, 8192, bytes.length, (byte) 0x55);
        Files.write(file(), bytes);

        try (KeyValueStore store = newStore()) {
            assertThatThrownBy(() -> store.list("a", "b", "", Optional.empty()))
                    .isInstanceOfSatisfying(
                            UserException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.VAULT_DAMAGED))
                    .hasMessage("cannot read '%s': the database is damaged", file());
        }
    }

    @Test
    void aVersionIsNotUsedAgainWhenItIsOpenedAnew() throws IOException {
        RecordKey key = new RecordKey("heads", "volumes", "one");
        Version last;
        try (KeyValueStore store = newStore()) {
            last = store.create(key, new byte[1]);
            store.delete(key, last);
        }
        try (KeyValueStore store = newStore()) {
            assertThat(store.create(key, new byte[1])).isNotEqualTo(last);
        }
    }

    /**
     * Goal: no write that was answered is lost. Method: kill a process that writes all the time.
     */
    @Test
    void aKilledWriterLosesNothingThatWasAnswered() throws Exception {
        for (int round = 0; round < 2; round++) {
            Process writer =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    EndlessWriter.class.getName(),
                                    file().toString(),
                                    "round" + round)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            long answered = 0;
            while (answered < 20 + 37 * round) {
                assertThat(writer.getInputStream().read()).isEqualTo('x');
                answered++;
            }
            // Through the handle: it leaves open what the process has written.
            writer.toHandle().destroyForcibly();
            writer.waitFor();
            answered += writer.getInputStream().readAllBytes().length;

            try (KeyValueStore store = newStore()) {
                int found = store.list("t", "round" + round, "", Optional.empty()).size();
                assertThat((long) found).isBetween(answered, answered + 1);
            }
        }
    }

    /** Creates records until it is killed. */
    static final class EndlessWriter {

        private EndlessWriter() {}

        public static void main(String[] args) throws IOException {
            try (KeyValueStore store = SqliteKeyValueStore.create(Path.of(args[0]))) {
                for (int i = 0; i < 900; i++) {
                    store.create(new RecordKey("t", args[1], "%06d".formatted(i)), new byte[500]);
                    System.out.write('x');
                    System.out.flush();
                }
                System.in.read(); // ends only when it is killed
            }
        }
    }
}
