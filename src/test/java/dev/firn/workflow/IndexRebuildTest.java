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
import dev.firn.vault.DamagedVaultException;
import dev.firn.vault.HostTrust;
import dev.firn.vault.NewIndex;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: a lost index comes back from the chunks, whatever fails meanwhile, and no forged one does.
 */
class IndexRebuildTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @SuppressWarnings("NullAway.Init") // set before each test
    private List<Snapshot> stored;

    @BeforeEach
    void storeTwo() throws IOException {
        world = new World(home, 1 << 20);
        world.backUp();
        world.volume.change();
        world.backUp();
        stored = world.stored();
    }

    private List<ObjectKey> objects(String part) throws IOException {
        return world.objects.list("snapshots/", Optional.empty()).stream()
                .map(ObjectInfo::key)
                .filter(key -> key.name().contains(part))
                .toList();
    }

    private Vault open(ObjectStore objects) {
        return new Vault(
                world.vault,
                objects,
                world.records,
                new HostTrust(Set.of(world.hostKey.verifyKey().fingerprint())));
    }

    private List<Snapshot> rebuild(ObjectStore objects, HostKey key) throws IOException {
        Vault vault = open(objects);
        Path spool = world.host.resolve("spool");
        IndexRebuild rebuild =
                new IndexRebuild(
                        vault,
                        vault.indexes(World.identities(), spool),
                        vault.reader(
                                new SnapshotReader.Settings(World.identities(), 16 << 20, spool)),
                        world.said);
        List<Snapshot> missing = rebuild.missing(stored);
        for (Snapshot snapshot : missing) {
            rebuild.run(snapshot, new NewIndex.Settings(key, spool));
        }
        return missing;
    }

    @Test
    void whatIsLostComesBack() throws IOException {
        long full = world.commands(stored.get(0));
        long incremental = world.commands(stored.get(1));
        world.objects.delete(objects("/index-"));

        assertThat(rebuild(world.objects, world.hostKey)).isEqualTo(stored);

        assertThat(world.commands(stored.get(0))).isEqualTo(full);
        assertThat(world.commands(stored.get(1))).isEqualTo(incremental);
        assertThat(rebuild(world.objects, world.hostKey)).isEmpty();
        try (Stream<Path> left = Files.list(world.host.resolve("spool"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatIsDamagedIsMadeAgainAndThatOfItToo() throws IOException {
        for (int i = 0; i < 2; i++) {
            for (ObjectKey key : objects("/index-")) {
                if (key.name().matches(".*/index-[0-9a-f-]+")) {
                    world.objects.damage(key, new byte[100]);
                }
            }
            assertThat(rebuild(world.objects, world.hostKey)).isEqualTo(stored);
        }
        assertThat(objects(".json").stream().filter(key -> key.name().contains("/index-")))
                .hasSize(4);
        world.requireSound(2);
    }

    @ParameterizedTest
    @EnumSource(Failure.When.class)
    void canBeRunAgainWhateverPutFails(Failure.When when) throws IOException {
        world.objects.delete(objects("/index-"));
        int put = 0;
        Failure failure;
        do {
            failure = new Failure(put++, when, Failure.Kind.FAILED);
            try {
                rebuild(new FailingObjectStore(world.objects, failure), world.hostKey);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("injected");
            }
            rebuild(world.objects, world.hostKey);
            world.requireSound(2);
            world.objects.delete(objects("/index-"));
        } while (failure.hasHappened());
        // Of each of the two: the index, the host key, the signature, the statement.
        assertThat(put).isEqualTo(9);
    }

    @Test
    void oneOfAHostThatIsNotTrustedDoesNotCount() throws IOException {
        world.objects.delete(objects("/index-"));
        HostKey other = HostKey.create(world.host.resolve("other.key"));

        rebuild(world.objects, other);

        assertThatThrownBy(() -> world.commands(stored.get(0)))
                .isInstanceOf(DamagedVaultException.class)
                .hasMessageEndingWith("it is missing");
    }

    @Test
    void oneOfAnotherSnapshotDoesNotCount() throws IOException {
        world.objects.delete(objects("/index-"));
        rebuild(world.objects, world.hostKey);
        String full = stored.get(0).id().toString();
        List<ObjectKey> ofFull =
                objects("/index-").stream().filter(key -> key.name().contains(full)).toList();
        world.objects.delete(ofFull);
        for (ObjectKey key : objects("/index-")) {
            long length = world.objects.info(key).orElseThrow().bytes();
            try (var in = world.objects.open(key, 0, length)) {
                String moved = key.name().replace(stored.get(1).id().toString(), full);
                world.objects.put(new ObjectKey(moved), Content.of(in.readAllBytes()));
            }
        }

        assertThatThrownBy(() -> world.commands(stored.get(0)))
                .isInstanceOf(DamagedVaultException.class);
    }

    @Test
    void aDamagedStatementIsPassedOver() throws IOException {
        world.objects.delete(objects("/index-"));
        rebuild(world.objects, world.hostKey);
        for (ObjectKey key : objects("/index-")) {
            if (key.name().endsWith(".json")) {
                world.objects.damage(key, new byte[] {'{'});
            }
        }
        assertThat(rebuild(world.objects, world.hostKey)).isEqualTo(stored);
        world.requireSound(2);
    }
}
