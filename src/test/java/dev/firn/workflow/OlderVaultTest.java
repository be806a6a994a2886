package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.keys.HostKey;
import dev.firn.keys.Identities;
import dev.firn.keys.IdentityFile;
import dev.firn.kv.sqlite.SqliteKeyValueStore;
import dev.firn.model.Snapshot;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.directory.DirectoryObjectStore;
import dev.firn.tree.Tree;
import dev.firn.tree.Trees;
import dev.firn.vault.HostTrust;
import dev.firn.vault.NewIndex;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.Vault;
import dev.firn.vault.VaultMarkers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what Firn 0.1 stored, which knew no indexes, can be looked into as well. */
class OlderVaultTest {

    private static final Path GOLDEN = Path.of("src/test/resources/vaults");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    private Vault open() throws IOException {
        Path directory = home.resolve("vault");
        try (Stream<Path> files = Files.walk(GOLDEN.resolve("v1"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path to = directory.resolve(GOLDEN.resolve("v1").relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
        ObjectStore objects = DirectoryObjectStore.open(directory);
        return new Vault(
                VaultMarkers.read(objects).orElseThrow(),
                objects,
                SqliteKeyValueStore.open(directory.resolve("metadata.sqlite")),
                new HostTrust(Set.of()));
    }

    @Test
    void itsSnapshotsGetTheirIndexes() throws IOException {
        Path spool = home.resolve("spool");
        try (Vault vault = open();
                Identities identities =
                        IdentityFile.open(
                                GOLDEN.resolve("v1-identity.txt"),
                                _ -> {
                                    throw new AssertionError("it has no passphrase");
                                });
                SnapshotTrees trees =
                        new SnapshotTrees(
                                vault,
                                new SnapshotTrees.Settings(
                                        home.resolve("cache"),
                                        Trees.Settings.DEFAULT,
                                        spool,
                                        () -> identities),
                                Progress.SILENT)) {
            List<Snapshot> stored =
                    Inventory.of(vault.catalog(), vault.catalog().heads().getFirst())
                            .sequences()
                            .getFirst()
                            .snapshots();
            assertThatThrownBy(() -> trees.open(stored.getLast()))
                    .isInstanceOfSatisfying(
                            UserException.class,
                            e -> assertThat(e.hint()).contains("firn index rebuild"))
                    .hasMessageEndingWith("it was stored without an index");

            IndexRebuild rebuild =
                    new IndexRebuild(
                            vault,
                            vault.indexes(identities, spool),
                            vault.reader(new SnapshotReader.Settings(identities, 16 << 20, spool)),
                            Progress.SILENT);
            HostKey key = HostKey.create(home.resolve("host.key"));
            assertThat(rebuild.missing(stored)).isEqualTo(stored);
            for (Snapshot snapshot : stored) {
                rebuild.run(snapshot, new NewIndex.Settings(key, spool));
            }

            assertThat(rebuild.missing(stored)).isEmpty();
            List<String> names = new ArrayList<>();
            trees.open(stored.getLast())
                    .children(Tree.ROOT, (name, _) -> names.add(name.toString()));
            assertThat(names).containsExactly("format.md", "more", "noise");
        }
    }
}
