package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.kv.KeyValueStore;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectStore;
import dev.firn.testing.FailingKeyValueStore;
import dev.firn.testing.FailingObjectStore;
import dev.firn.testing.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: a backup that dies anywhere can be run again, and nothing ever points at what is not there.
 * Method: fail every call of both stores in turn, before and after it took effect.
 */
class InterruptedBackupTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @Test
    void storesAFullAndIncrementals() throws IOException {
        World world = new World(home);
        for (int i = 0; i < 3; i++) {
            assertThat(world.backUp().getFirst()).isInstanceOf(BackupOutcome.Stored.class);
            world.volume.change();
        }
        world.requireSound(3);
    }

    @ParameterizedTest
    @EnumSource(Failure.When.class)
    void everyWriteOfAnObjectMayFail(Failure.When when) throws IOException {
        for (Failure.Kind kind : Failure.Kind.values()) {
            for (int call = 0; ; call++) {
                World world = new World(home);
                world.backUp();
                world.volume.change();
                Failure failure = new Failure(call, when, kind);
                boolean failed =
                        fails(world, new FailingObjectStore(world.objects, failure), world.records);
                if (!failure.hasHappened()) {
                    break;
                }
                requireGoesOn(world, failure, failed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Failure.When.class)
    void everyWriteOfARecordMayFail(Failure.When when) throws IOException {
        for (Failure.Kind kind : Failure.Kind.values()) {
            for (int call = 0; ; call++) {
                World world = new World(home);
                world.backUp();
                world.volume.change();
                Failure failure = new Failure(call, when, kind);
                boolean failed =
                        fails(
                                world,
                                world.objects,
                                new FailingKeyValueStore(world.records, failure));
                if (!failure.hasHappened()) {
                    break;
                }
                requireGoesOn(world, failure, failed);
            }
        }
    }

    private static boolean fails(World world, ObjectStore objects, KeyValueStore records) {
        try {
            world.backUp(objects, records);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** After a failure: the vault is sound, and the next run completes with few bytes. */
    private void requireGoesOn(World world, Failure failure, boolean failed) throws IOException {
        world.requireSound(1);
        int before = world.chunkObjects();
        List<BackupOutcome> outcomes = world.backUp();
        assertThat(outcomes.getFirst())
                .as("%s", failure)
                .isInstanceOfAny(
                        failed
                                ? new Class<?>[] {
                                    BackupOutcome.Stored.class, BackupOutcome.Finished.class
                                }
                                : new Class<?>[] {BackupOutcome.Unchanged.class});
        world.requireSound(2);
        assertThat(world.chunkObjects() - before)
                .as("%s: chunks stored by the second run", failure)
                .isLessThanOrEqualTo(6);
        assertThat(world.backUp().getFirst()).isInstanceOf(BackupOutcome.Unchanged.class);
    }

    @Test
    void withoutItsLocalStateAnInterruptedCommitIsFinishedFromTheManifest() throws IOException {
        World world = new World(home);
        world.backUp();
        world.volume.change();
        // The first record of the second snapshot fails: its manifest is there.
        Failure failure = new Failure(0, Failure.When.BEFORE, Failure.Kind.FAILED);
        assertThat(fails(world, world.objects, new FailingKeyValueStore(world.records, failure)))
                .isTrue();
        assertThat(world.backUp().getFirst()).isInstanceOf(BackupOutcome.Finished.class);
        world.requireSound(2);
    }

    @Test
    void storesNoChunkTwiceWhenItGoesOn() throws IOException {
        World world = new World(home);
        // Five data chunks; the last put of all is the manifest's.
        Failure failure = new Failure(4, Failure.When.BEFORE, Failure.Kind.FAILED);
        assertThat(fails(world, new FailingObjectStore(world.objects, failure), world.records))
                .isTrue();
        int before = world.chunkObjects();

        world.backUp();

        Set<String> offsets = new HashSet<>();
        int twice = 0;
        for (ObjectInfo info : world.objects.list("chunks/", Optional.empty())) {
            String name = info.key().name();
            twice += offsets.add(name.substring(0, name.lastIndexOf('/') + 17)) ? 0 : 1;
        }
        assertThat(before).isPositive();
        assertThat(twice).as("chunks that were in flight").isLessThanOrEqualTo(2);
        world.requireSound(1);
    }

    @Test
    void aStreamThatIsWrongIsNotCommitted() throws IOException {
        World world = new World(home);
        assertThatThrownBy(() -> world.backUp(WrongVolume.truncated(world.volume)))
                .hasMessageContaining("malformed send stream");
        assertThat(world.objects.list("snapshots/", Optional.empty())).isEmpty();
        world.requireSound(0);
        world.backUp();
        world.requireSound(1);
    }

    @Test
    void anIncrementOnAParentThatWasChangedMeanwhileIsNotCommitted() throws IOException {
        World world = new World(home);
        world.backUp();
        world.volume.change();

        assertThatThrownBy(() -> world.backUp(WrongVolume.withChangedParents(world.volume)))
                .hasMessage(
                        "cannot back up photos: the stream is of another snapshot than was asked for");

        assertThat(world.stored()).hasSize(1);
        world.requireSound(1);
    }

    /** What the kernel does to a process that was stopped. */
    @Test
    void aStreamThatBeginsAnewIsSentOnceMore() throws IOException {
        World world = new World(home);

        BackupOutcome outcome = world.backUp(WrongVolume.restarted(world.volume)).getFirst();

        assertThat(outcome).isInstanceOf(BackupOutcome.Stored.class);
        assertThat(world.said.warnings)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("photos: malformed send stream at byte ")
                .endsWith("it is sent once more");
        world.requireSound(1);
    }
}
