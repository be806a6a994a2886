package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.keys.HostKey;
import dev.firn.model.Snapshot;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.memory.MemoryObjectStore;
import dev.firn.testing.FailingObjectStore;
import dev.firn.testing.Failure;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what is finished after an interruption is what was begun, where it was begun. */
class InterruptedCommitTest {

    /**
     * Of the puts of a snapshot: six chunks, the index, the host key, the signature, the manifest.
     */
    private static final int PUT_OF_LAST_CHUNK = 5;

    private static final int PUT_OF_HOST_KEY = 7;

    /** Two that are being stored, and one that waits: what a crash may cost. */
    private static final int CHUNKS_IN_FLIGHT = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @BeforeEach
    void storeOne() throws IOException {
        world = new World(home);
        world.backUp();
        world.volume.change();
    }

    private void interrupt(int put, BackupRequest request) {
        Failure failure = new Failure(put, Failure.When.BEFORE, Failure.Kind.FAILED);
        FailingObjectStore failing = new FailingObjectStore(world.objects, failure);
        assertThatThrownBy(() -> world.backUp(world.volume, failing, world.records, request))
                .hasMessageStartingWith("injected");
    }

    private List<String> names(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(world.state())) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(ending))
                    .toList();
        }
    }

    @Test
    void aCommitIsFinishedWithoutSendingAgain() throws IOException {
        interrupt(PUT_OF_HOST_KEY, World.request());
        assertThat(names(".manifest")).hasSize(1);

        assertThat(world.backUp().getFirst()).isInstanceOf(BackupOutcome.Finished.class);

        assertThat(names(".manifest")).isEmpty();
        assertThat(names(".journal")).isEmpty();
        world.requireSound(2);
    }

    /** The disk was dropped and is back as it was before; or another copy of it is there. */
    @Test
    void aCommitIsNotFinishedInAVaultThatHasNotItsChunks() throws IOException {
        MemoryObjectStore older = Copies.of(world.objects);
        interrupt(PUT_OF_HOST_KEY, World.request());
        world.objects = older;

        assertThat(world.backUp().getFirst()).isInstanceOf(BackupOutcome.Stored.class);

        world.requireSound(2);
    }

    @Test
    void aCommitIsNotFinishedIfOneChunkHasAnotherLength() throws IOException {
        interrupt(PUT_OF_HOST_KEY, World.request());
        String prefix = "chunks/" + world.newest() + "/";
        ObjectInfo chunk = world.objects.list(prefix, Optional.empty()).getLast();
        world.objects.damage(chunk.key(), new byte[7]);
        int before = world.chunkObjects();

        assertThat(world.backUp().getFirst()).isInstanceOf(BackupOutcome.Stored.class);

        // The journal was kept: only the damaged one is stored again.
        assertThat(world.chunkObjects()).isEqualTo(before + 1);
        world.requireSound(2);
    }

    @Test
    void aCommitIsNotFinishedWithoutItsIndex() throws IOException {
        interrupt(PUT_OF_HOST_KEY, World.request());
        String prefix =
                "snapshots/%s/%s/"
                        .formatted(world.stored().getFirst().place().volume(), world.newest());
        ObjectInfo index = world.objects.list(prefix, Optional.empty()).getFirst();
        world.objects.delete(List.of(index.key()));
        int before = world.chunkObjects();

        assertThat(world.backUp().getFirst()).isInstanceOf(BackupOutcome.Stored.class);

        assertThat(world.chunkObjects()).isEqualTo(before);
        world.requireSound(2);
    }

    @Test
    void aManifestThatAnotherKeyIsToSignIsMadeAnew() throws IOException {
        interrupt(PUT_OF_HOST_KEY, World.request());
        world.hostKey = HostKey.create(world.host.resolve("other.key"));
        int before = world.chunkObjects();

        List<BackupOutcome> outcomes = world.backUp();

        assertThat(outcomes.getFirst()).isInstanceOf(BackupOutcome.Stored.class);
        Snapshot stored = world.stored().getLast();
        assertThat(stored.provenance().signer()).isEqualTo(world.hostKey.verifyKey().fingerprint());
        assertThat(world.open().manifest(stored).digest())
                .isEqualTo(stored.provenance().manifest());
        assertThat(world.chunkObjects()).isEqualTo(before);
    }

    /** Its manifest was made before, and says that nothing is between it and its predecessor. */
    @Test
    void aCommitIsFinishedBeforeAnotherSnapshotTakesItsPlace() throws IOException {
        interrupt(PUT_OF_HOST_KEY, World.request());
        world.volume.change();
        Subvolume given =
                world.volume.takeSnapshot(
                        world.volume.inspect(FakeVolume.PATH), FakeVolume.PATH.resolve("mine"));

        world.backUp(World.of(given));
        world.backUp();

        assertThat(world.stored())
                .extracting(snapshot -> snapshot.place().position())
                .containsExactly(0, 1, 2);
        world.requireSound(3);
    }

    @Test
    void anInterruptedFullIsFinishedAsAFull() throws IOException {
        interrupt(PUT_OF_LAST_CHUNK, World.full());
        int before = world.chunkObjects();

        List<BackupOutcome> outcomes = world.backUp();

        assertThat(outcomes).hasSize(1);
        assertThat(world.stored().getLast().isFull()).isTrue();
        assertThat(world.chunkObjects()).isLessThanOrEqualTo(before + CHUNKS_IN_FLIGHT);
        world.requireSound(2);
    }

    @Test
    void anInterruptedIncrementIsFinishedAsOneBeforeTheFull() throws IOException {
        interrupt(PUT_OF_LAST_CHUNK, World.request());

        List<BackupOutcome> outcomes = world.backUp(World.full());

        assertThat(outcomes).hasSize(2);
        assertThat(world.stored()).extracting(Snapshot::isFull).containsExactly(true, false, true);
        world.requireSound(3);
    }

    @Test
    void aFullThatIsFinishedIsTheOneThatIsAskedForAgain() throws IOException {
        for (int put : List.of(PUT_OF_LAST_CHUNK, PUT_OF_HOST_KEY)) {
            world = new World(home);
            world.backUp();
            interrupt(put, World.full());

            world.backUp(World.full());

            assertThat(world.stored()).extracting(Snapshot::isFull).containsExactly(true, true);
        }
    }

    @Test
    void anInterruptedIncrementWhoseParentIsGoneTakesAnother() throws IOException {
        world.backUp();
        world.volume.change();
        interrupt(PUT_OF_LAST_CHUNK, World.request());
        world.volume.deleteSnapshot(world.volume.snapshots().get(1));

        world.backUp();

        List<Snapshot> stored = world.stored();
        assertThat(stored.getLast().parent()).contains(stored.getFirst().id());
        world.requireSound(3);
    }
}
