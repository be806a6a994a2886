package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.Snapshot;
import dev.firn.report.UserException;
import dev.firn.testing.FailingObjectStore;
import dev.firn.testing.Failure;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: no vault loses what its next backup needs on the host, and none trusts what was changed.
 */
class LocalSnapshotsTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @BeforeEach
    void make() throws IOException {
        world = new World(home);
    }

    private void backUp(World vault, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            vault.volume.change();
            vault.backUp(World.keeping(1));
        }
    }

    @Test
    void theNewestThatBothHaveIsKeptAndOlderOnesAreNot() throws IOException {
        backUp(world, 3);

        assertThat(world.volume.snapshots()).hasSize(1);
    }

    @Test
    void whatAnotherVaultHasInCommonIsKept() throws IOException {
        World other = new World(world);
        backUp(other, 1);
        Subvolume needed = world.volume.snapshots().getFirst();

        backUp(world, 3);

        assertThat(world.volume.snapshots()).hasSize(2).contains(needed);
        backUp(other, 1);
        assertThat(other.stored().getLast().parent().orElseThrow().uuid()).isEqualTo(needed.uuid());
        // It is not needed any more.
        backUp(world, 1);
        assertThat(world.volume.snapshots()).doesNotContain(needed);
    }

    @Test
    void whatAnotherVaultIsInTheMiddleOfIsKept() throws IOException {
        World other = new World(world);
        Failure failure = new Failure(3, Failure.When.BEFORE, Failure.Kind.FAILED);
        assertThatThrownBy(() ->
                        other.backUp(new FailingObjectStore(other.objects, failure), other.records))
                .hasMessageStartingWith("injected");
        Subvolume interrupted = world.volume.snapshots().getFirst();

        backUp(world, 3);

        assertThat(world.volume.snapshots()).hasSize(2).contains(interrupted);
    }

    @Test
    void nothingIsDeletedIfNobodyKnowsWhatIsNeeded() throws IOException {
        World other = new World(world);
        backUp(other, 1);
        Path note =
                other.state()
                        .resolve(other.stored().getFirst().place().volume().toString())
                        .resolve("common");
        Files.writeString(note, "damaged\n");

        backUp(world, 3);

        assertThat(world.volume.snapshots()).hasSize(4);
        assertThat(world.said.warnings)
                .isNotEmpty()
                .allMatch(line -> line.contains("no local snapshot is deleted"));
    }

    @Test
    void whatIsAtThePathOfASnapshotByNowIsNotDeleted() throws IOException {
        backUp(world, 1);
        world.volume.replace(world.volume.snapshots().getFirst());

        backUp(world, 1);

        assertThat(world.volume.snapshots()).hasSize(2);
    }

    @Test
    void aFullForWantOfAParentIsSaid() throws IOException {
        backUp(world, 1);
        world.volume.deleteSnapshot(world.volume.snapshots().getFirst());
        backUp(world, 1);

        assertThat(world.stored()).extracting(Snapshot::isFull).containsExactly(true, true);
        assertThat(world.said.warnings)
                .containsExactly(
                        "photos: a full is stored, because no snapshot of the current sequence is"
                                + " on this host as it was stored");
    }

    @Test
    void aSnapshotThatWasChangedIsNoParentAndDoesNotStandForTheCommonOne() throws IOException {
        world.backUp();
        world.volume.change();
        world.backUp();
        world.volume.changeNewestSnapshot();
        world.volume.change();

        world.backUp(World.keeping(1));

        List<Snapshot> stored = world.stored();
        assertThat(stored.getLast().parent()).contains(stored.getFirst().id());
        assertThat(world.said.warnings).hasSize(1).first().asString().contains("was changed");
        world.requireSound(3);
    }

    @Test
    void aSnapshotThatWasChangedAfterItWasStoredIsRefused() throws IOException {
        world.backUp();
        world.volume.changeNewestSnapshot();
        Subvolume changed = world.volume.snapshots().getLast();

        assertThatThrownBy(() -> world.backUp(World.of(changed)))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "cannot back up '%s': it was changed after it was stored, and its uuid is"
                                + " taken",
                        changed.path());
    }
}
