package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.Snapshot;
import dev.firn.report.UserException;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what is at the destination already is believed only as far as it can be. */
class RestoreTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    private final FakeDestination destination = new FakeDestination();

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Snapshot full;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Snapshot incremental;

    @BeforeEach
    void store() throws IOException {
        world = new World(home);
        directory = Files.createDirectory(home.resolve("back"));
        world.backUp();
        world.volume.change();
        world.backUp();
        full = world.stored().getFirst();
        incremental = world.stored().getLast();
    }

    private Restore.Outcome restore(Snapshot snapshot) throws IOException {
        return world.restore(destination)
                .run(world.found(snapshot), directory, Restore.SpaceCheck.ON);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void receivesWhatIsMissingAndNamesItWhenItIsOnDisk() throws IOException {
        assertThat(restore(incremental).received()).containsExactly(full, incremental);

        assertThat(destination.calls)
                .containsExactly(
                        "sync", "seal", "rename", "sync", "sync", "seal", "rename", "sync");
        assertThat(names()).hasSize(2).allMatch(name -> name.startsWith("photos."));
        assertThat(restore(incremental).received()).isEmpty();
    }

    /** The second may pass between choosing a name and the file system's own time of it. */
    @Test
    void aSnapshotGetsTheNameBackThatFirnGaveIt() throws IOException {
        restore(incremental);

        assertThat(names())
                .containsExactlyInAnyOrder(full.source().label(), incremental.source().label());
    }

    @Test
    void aNameThatFirnDidNotGiveIsNotTakenOver() {
        for (String label : List.of("snapshot", "photos.19700101T000000Z/../..", "videos.1")) {
            Snapshot.Source source =
                    new Snapshot.Source(
                            Optional.empty(), Optional.empty(), 1, Instant.EPOCH, label);
            assertThat(LocalSnapshots.restoredName("photos", source))
                    .isEqualTo("photos.19700101T000000Z");
        }
    }

    /** Read-only, with the right received uuid; whether its data got to the disk nobody knows. */
    @Test
    void aPartialThatLooksWholeIsReceivedAgain() throws IOException {
        Path before = directory.resolve(".firn-partial-" + full.id() + "-0123abcd");
        Path other = directory.resolve(".firn-partial-" + incremental.id() + "-0123abcd");
        destination.put(FakeDestination.copy(before, Optional.empty(), full.id().uuid()));
        destination.put(FakeDestination.copy(other, Optional.empty(), new UUID(5, 5)));

        assertThat(restore(full).received()).containsExactly(full);

        assertThat(destination.received).hasSize(1);
        assertThat(before).doesNotExist();
        assertThat(other).doesNotExist();
    }

    /** What is left of a killed restore may still write to the partial it knows by name. */
    @Test
    void noTwoPartialsHaveTheSameName() throws IOException {
        restore(full);
        try (Stream<Path> entries = Files.list(directory)) {
            destination.delete(entries.findFirst().orElseThrow());
        }
        restore(full);

        assertThat(destination.received)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("\\.firn-partial-" + full.id() + "-[0-9a-f]{8}"));
    }

    @Test
    void anOriginalThatWasNotChangedNeedNotBeReceived() throws IOException {
        destination.put(original(full.source().generation()));

        assertThat(restore(incremental).received()).containsExactly(incremental);
    }

    @Test
    void anOriginalThatWasChangedAfterItWasStoredIsNotTheSnapshot() throws IOException {
        destination.put(original(full.source().generation() + 1));

        assertThat(restore(full).received()).containsExactly(full);
    }

    private Subvolume original(long changed) {
        Subvolume taken = world.volume.taken(full.id());
        return new Subvolume(
                directory.resolve("original"),
                taken.id(),
                taken.uuid(),
                taken.origin(),
                taken.received(),
                changed,
                changed,
                taken.created(),
                taken.takenAt(),
                true,
                0,
                0);
    }

    @Test
    void anIncrementOnTopOfSomethingElseIsNotTheSnapshot() throws IOException {
        Subvolume changed = destination.put(original(full.source().generation() + 1));

        assertThatThrownBy(() -> restore(incremental))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "cannot restore snapshot %s to '%s': btrfs received it on top of subvolume"
                                + " %s, which is not what it was sent against",
                        incremental.id(), directory, changed.uuid());

        assertThat(names()).hasSize(2).noneMatch(name -> name.startsWith(".firn-partial"));
    }
}
