package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.keys.HostKey;
import dev.firn.model.Snapshot;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.testing.FailingObjectStore;
import dev.firn.testing.Failure;
import dev.firn.tree.Tree;
import dev.firn.tree.Trees;
import dev.firn.vault.DamagedVaultException;
import dev.firn.vault.HostTrust;
import dev.firn.vault.NewIndex;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Goal: a state saves the indexes before it, and only one that was signed for is believed. */
class StateMakingTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @SuppressWarnings("NullAway.Init") // set before each test
    private List<Snapshot> stored;

    @BeforeEach
    void storeFive() throws IOException {
        world = new World(home, 1 << 20);
        for (int i = 0; i < 5; i++) {
            world.volume.change();
            world.backUp();
        }
        stored = world.stored();
    }

    private Vault open(ObjectStore objects) {
        return new Vault(
                world.vault,
                objects,
                world.records,
                new HostTrust(Set.of(world.hostKey.verifyKey().fingerprint())));
    }

    private List<Snapshot> make(ObjectStore objects, HostKey key, int every) throws IOException {
        try (SnapshotTrees trees = world.trees(World::identities, Trees.Settings.DEFAULT)) {
            StateMaking making =
                    new StateMaking(
                            open(objects),
                            trees,
                            new NewIndex.Settings(key, world.host.resolve("spool")),
                            world.said);
            List<Snapshot> due = making.due(stored.getFirst().place().volume(), stored, every);
            for (Snapshot snapshot : due) {
                making.make(snapshot);
            }
            return due;
        }
    }

    private String names(int snapshot) throws IOException {
        try (SnapshotTrees trees = world.trees(World::identities, Trees.Settings.DEFAULT)) {
            Tree tree = trees.open(stored.get(snapshot));
            List<String> names = new ArrayList<>();
            tree.children(Tree.ROOT, (name, _) -> names.add(name.toString()));
            return String.join(" ", names);
        }
    }

    private void forgetTrees() throws IOException {
        try (Stream<Path> files = Files.walk(world.host.resolve("cache"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private List<ObjectKey> objects(String prefix, String part) throws IOException {
        return world.objects.list(prefix, Optional.empty()).stream()
                .map(ObjectInfo::key)
                .filter(key -> key.name().contains(part))
                .toList();
    }

    private void deleteIndexes(int from, int to) throws IOException {
        for (Snapshot snapshot : stored.subList(from, to)) {
            world.objects.delete(objects("snapshots/", snapshot.id() + "/index-"));
        }
    }

    @Test
    void standsForTheIndexesBeforeIt() throws IOException {
        String newest = names(4);
        assertThat(make(world.objects, world.hostKey, 3)).containsExactly(stored.get(3));
        assertThat(make(world.objects, world.hostKey, 3)).isEmpty();
        deleteIndexes(0, 4);
        forgetTrees();

        assertThat(names(4)).isEqualTo(newest);
        assertThat(world.said.warnings).isEmpty();
        assertThatThrownBy(() -> names(2)).isInstanceOf(DamagedVaultException.class);
        try (Stream<Path> left = Files.list(world.host.resolve("spool"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aDamagedOneIsPassedOver() throws IOException {
        String newest = names(4);
        make(world.objects, world.hostKey, 2);
        for (ObjectKey key : objects("states/", "")) {
            if (!key.name().contains(".")) {
                world.objects.damage(key, new byte[100]);
            }
        }
        forgetTrees();

        assertThat(names(4)).isEqualTo(newest);
        assertThat(world.said.warnings).hasSize(2);
    }

    @Test
    void oneOfAStrangerDoesNotCount() throws IOException {
        make(world.objects, HostKey.create(world.host.resolve("other.key")), 2);
        forgetTrees();
        deleteIndexes(1, 2);

        assertThatThrownBy(() -> names(4)).isInstanceOf(DamagedVaultException.class);
    }

    /** Nor one that was made of another snapshot, whoever copied it. */
    @Test
    void oneOfAnotherSnapshotDoesNotCount() throws IOException {
        make(world.objects, world.hostKey, 3);
        String other = stored.get(4).id().toString();
        for (ObjectKey key : objects("states/", "")) {
            long length = world.objects.info(key).orElseThrow().bytes();
            try (var in = world.objects.open(key, 0, length)) {
                String moved = key.name().replace(stored.get(3).id().toString(), other);
                world.objects.put(new ObjectKey(moved), Content.of(in.readAllBytes()));
            }
        }
        forgetTrees();
        deleteIndexes(4, 5);

        assertThatThrownBy(() -> names(4)).isInstanceOf(DamagedVaultException.class);
    }

    @ParameterizedTest
    @EnumSource(Failure.When.class)
    void anyWriteMayFail(Failure.When when) throws IOException {
        String newest = names(4);
        int put = 0;
        Failure failure;
        do {
            failure = new Failure(put++, when, Failure.Kind.FAILED);
            try {
                make(new FailingObjectStore(world.objects, failure), world.hostKey, 3);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("injected");
            }
            forgetTrees();
            assertThat(names(4)).isEqualTo(newest);
            make(world.objects, world.hostKey, 3);
            forgetTrees();
            requireNoIndexIsNeeded(newest);
            world.objects.delete(objects("states/", ""));
        } while (failure.hasHappened());
        // The state, the host key, the signature, the statement.
        assertThat(put).isEqualTo(5);
    }

    private void requireNoIndexIsNeeded(String newest) throws IOException {
        Map<ObjectKey, byte[]> kept = new LinkedHashMap<>();
        for (Snapshot snapshot : stored.subList(0, 4)) {
            for (ObjectKey key : objects("snapshots/", snapshot.id() + "/index-")) {
                long length = world.objects.info(key).orElseThrow().bytes();
                try (var in = world.objects.open(key, 0, length)) {
                    kept.put(key, in.readAllBytes());
                }
            }
        }
        world.objects.delete(kept.keySet());
        assertThat(names(4)).isEqualTo(newest);
        for (var index : kept.entrySet()) {
            world.objects.put(index.getKey(), Content.of(index.getValue()));
        }
        forgetTrees();
    }
}
