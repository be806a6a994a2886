package dev.firn.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.Catalog;
import dev.firn.keys.IdentityFile;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStore.Entry;
import dev.firn.kv.memory.MemoryKeyValueStore;
import dev.firn.kv.sqlite.SqliteKeyValueStore;
import dev.firn.model.SequenceHead;
import dev.firn.model.Sha256;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamDump;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.directory.DirectoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every later Firn reads the vault that Firn 0.1 wrote: the worked example of docs/format.md. */
class GoldenVaultTest {

    private static final Path GOLDEN = Path.of("src/test/resources/vaults");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    @BeforeEach
    void copy() throws IOException {
        Path from = GOLDEN.resolve("v1");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path to = directory.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
    }

    private Path metadata() {
        return directory.resolve("metadata.sqlite");
    }

    private Vault open(KeyValueStore records) throws IOException {
        ObjectStore objects = DirectoryObjectStore.open(directory);
        VaultId id = VaultMarkers.read(objects).orElseThrow();
        return new Vault(id, objects, records, new HostTrust(Set.of()));
    }

    private static List<Snapshot> snapshots(Catalog catalog) throws IOException {
        List<Snapshot> snapshots = new ArrayList<>();
        for (SequenceHead head : catalog.heads()) {
            for (SnapshotId id : catalog.sequence(head.volume(), head.current())) {
                snapshots.add(catalog.snapshot(head.volume(), id).orElseThrow());
            }
        }
        return snapshots;
    }

    @Test
    void everyStreamIsReadAsItWasWritten() throws IOException {
        try (Vault vault = open(SqliteKeyValueStore.create(metadata()));
                var identities =
                        IdentityFile.open(
                                GOLDEN.resolve("v1-identity.txt"),
                                _ -> {
                                    throw new AssertionError("it has no passphrase");
                                })) {
            SnapshotReader reader =
                    vault.reader(
                            new SnapshotReader.Settings(
                                    identities, 256 << 20, directory.resolve("spool")));
            int number = 0;
            for (Snapshot snapshot : snapshots(vault.catalog())) {
                number++;
                ByteArrayOutputStream stream = new ByteArrayOutputStream();
                reader.read(
                        snapshot,
                        vault.manifest(snapshot),
                        frame -> Channels.newChannel(stream).write(frame));
                StringBuilder dump = new StringBuilder();
                StreamDump.run(new ByteArrayInputStream(stream.toByteArray()), dump);
                assertThat(dump)
                        .hasToString(
                                Files.readString(
                                        GOLDEN.resolve("v1-snapshot-" + number + ".dump")));
            }
            assertThat(number).isEqualTo(2);
        }
    }

    @Test
    void theManifestsAloneMakeTheSameRecordsAgain() throws IOException {
        MemoryKeyValueStore again = new MemoryKeyValueStore();
        try (SqliteKeyValueStore records = SqliteKeyValueStore.create(metadata());
                Vault vault = open(records)) {
            RecordWriter writer = new RecordWriter(new Catalog(again), vault.manifests());
            for (Snapshot snapshot : snapshots(vault.catalog())) {
                writer.write(vault.manifest(snapshot));
                writer.write(vault.manifest(snapshot)); // repeating it changes nothing
            }
            for (String[] place : places(vault.catalog())) {
                List<Entry> written = all(again, place);
                List<Entry> golden = all(records, place);
                assertThat(written).as("%s", List.of(place)).hasSameSizeAs(golden).isNotEmpty();
                for (int i = 0; i < golden.size(); i++) {
                    assertThat(written.get(i).key()).isEqualTo(golden.get(i).key());
                    assertThat(written.get(i).value()).isEqualTo(golden.get(i).value());
                }
            }
        }
    }

    private static List<String[]> places(Catalog catalog) throws IOException {
        String volume = catalog.heads().getFirst().volume().toString();
        List<String[]> places = new ArrayList<>();
        places.add(new String[] {"heads", "volumes"});
        places.add(new String[] {"sequences", volume});
        places.add(new String[] {"snapshots", volume});
        for (Snapshot snapshot : snapshots(catalog)) {
            places.add(new String[] {"chunks", snapshot.id().toString()});
        }
        return places;
    }

    private static List<Entry> all(KeyValueStore store, String[] place) throws IOException {
        return store.list(place[0], place[1], "", Optional.empty());
    }

    @Test
    void everyChangedByteOfAManifestIsNoticed() throws IOException {
        try (Vault vault = open(SqliteKeyValueStore.create(metadata()))) {
            Snapshot snapshot = snapshots(vault.catalog()).getLast();
            for (String name : List.of("manifest.json", "manifest.sig")) {
                Path file =
                        directory
                                .resolve("snapshots")
                                .resolve(snapshot.place().volume().toString())
                                .resolve(snapshot.id().toString())
                                .resolve(name);
                byte[] bytes = Files.readAllBytes(file);
                for (int at = 0; at < bytes.length; at += name.endsWith("sig") ? 1 : 7) {
                    byte[] changed = bytes.clone();
                    changed[at] ^= 1;
                    Files.write(file, changed);
                    assertThatThrownBy(() -> vault.manifest(snapshot))
                            .as("byte %d of %s", at, name)
                            .isInstanceOf(DamagedVaultException.class);
                }
                Files.write(file, bytes);
            }
            vault.manifest(snapshot);
        }
    }

    @Test
    void aHostThatIsNotTrustedIsRefused() throws IOException {
        ObjectStore objects = DirectoryObjectStore.open(directory);
        VaultId id = VaultMarkers.read(objects).orElseThrow();
        HostTrust other = new HostTrust(Set.of(Sha256.of(new byte[1])));
        try (Vault vault = new Vault(id, objects, SqliteKeyValueStore.create(metadata()), other)) {
            Snapshot snapshot = snapshots(vault.catalog()).getFirst();
            assertThatThrownBy(() -> vault.manifest(snapshot))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("it is signed by the unknown host key");
        }
    }

    @Test
    void theMarkerIsReadable() throws IOException {
        assertThat(Files.readString(directory.resolve("vault.json"), StandardCharsets.UTF_8))
                .contains("\"format\": 1");
    }
}
