package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.keys.HostKey;
import dev.firn.kv.memory.MemoryKeyValueStore;
import dev.firn.model.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a backup goes on if its records are older than the vault, or gone. */
class OldRecordsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @BeforeEach
    void storeOne() throws IOException {
        world = new World(home);
        world.backUp();
    }

    private void storeMore(int snapshots) throws IOException {
        for (int i = 0; i < snapshots; i++) {
            world.volume.change();
            world.backUp();
        }
    }

    @Test
    void whatTheVaultHasIsCommittedInOrder() throws IOException {
        MemoryKeyValueStore old = Copies.of(world.records);
        storeMore(3);
        List<Snapshot> before = world.stored();
        world.records = old;
        int chunks = world.chunkObjects();

        List<BackupOutcome> outcomes = world.backUp();

        assertThat(outcomes).hasSize(3).allMatch(o -> o instanceof BackupOutcome.Finished);
        assertThat(world.stored()).isEqualTo(before);
        assertThat(world.chunkObjects()).isEqualTo(chunks);
        world.requireSound(4);
    }

    @Test
    void itsPredecessorsAreCommittedThoughTheyAreNotOnTheHostAnyMore() throws IOException {
        MemoryKeyValueStore old = Copies.of(world.records);
        storeMore(3);
        List<Snapshot> before = world.stored();
        world.records = old;
        world.volume.snapshots().subList(0, 3).forEach(world.volume::deleteSnapshot);

        world.backUp();

        assertThat(world.stored()).isEqualTo(before);
    }

    @Test
    void recordsThatAreGoneAreMadeAgain() throws IOException {
        storeMore(1);
        List<Snapshot> before = world.stored();
        world.records = new MemoryKeyValueStore();
        world.volume.change();

        List<BackupOutcome> outcomes = world.backUp();

        assertThat(outcomes.getLast()).isInstanceOf(BackupOutcome.Stored.class);
        assertThat(world.stored()).startsWith(before.toArray(Snapshot[]::new)).hasSize(3);
        assertThat(world.stored().getLast().parent()).contains(before.getLast().id());
        world.requireSound(3);
    }

    @Test
    void theSnapshotThatIsAskedForIsCommittedToo() throws IOException {
        MemoryKeyValueStore old = Copies.of(world.records);
        storeMore(1);
        world.records = old;

        List<BackupOutcome> outcomes = world.backUp(World.of(world.volume.snapshots().getLast()));

        assertThat(outcomes).hasSize(1).first().isInstanceOf(BackupOutcome.Finished.class);
        world.requireSound(2);
    }

    @Test
    void whatAnotherKeySignedIsLeftAloneAndTheBackupGoesOn() throws IOException {
        MemoryKeyValueStore old = Copies.of(world.records);
        storeMore(1);
        world.records = old;
        world.hostKey = HostKey.create(world.host.resolve("other.key"));

        List<BackupOutcome> outcomes = world.backUp();

        assertThat(outcomes).hasSize(1).first().isInstanceOf(BackupOutcome.Stored.class);
        assertThat(world.said.warnings)
                .hasSize(1)
                .first()
                .asString()
                .contains("is left alone", "it is signed by the unknown host key");
    }
}
