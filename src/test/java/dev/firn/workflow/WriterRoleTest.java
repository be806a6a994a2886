package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.kv.KeyValueStore;
import dev.firn.testing.FailingKeyValueStore;
import dev.firn.testing.FailingObjectStore;
import dev.firn.testing.Failure;
import dev.firn.testing.WriterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host whose credentials may create chunks, and neither look at them nor list nor delete any. */
class WriterRoleTest {

    /** The fourth chunk; the three before it are in the journal. */
    private static final int CHUNK = 3;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    private static BackupOutcome backUp(World world) throws IOException {
        return backUp(world, world.records);
    }

    private static BackupOutcome backUp(World world, KeyValueStore records) throws IOException {
        return world.backUp(new WriterStore(world.objects), records).getFirst();
    }

    private static void breakOff(World world) {
        Failure failure = new Failure(CHUNK, Failure.When.BEFORE, Failure.Kind.FAILED);
        var breaking = new FailingObjectStore(new WriterStore(world.objects), failure);
        assertThatThrownBy(() -> world.backUp(breaking, world.records))
                .isInstanceOf(IOException.class);
    }

    private static long reused(BackupOutcome outcome) {
        assertThat(outcome).isInstanceOf(BackupOutcome.Stored.class);
        return ((BackupOutcome.Stored) outcome).totals().chunksReused();
    }

    @Test
    void backsUpAFullAndIncrementals() throws IOException {
        World world = new World(home);
        for (int run = 0; run < 4; run++) {
            assertThat(backUp(world)).isInstanceOf(BackupOutcome.Stored.class);
            world.volume.change();
        }
        world.requireSound(4);
    }

    @Test
    void goesOnWithWhatItNotedThatItStored() throws IOException {
        World world = new World(home);
        breakOff(world);

        assertThat(reused(backUp(world))).isPositive();

        world.requireSound(1);
    }

    /** By then somebody may have taken the chunks of a backup that never ended for garbage. */
    @Test
    void doesNotBelieveAnOldNote() throws IOException {
        World world = new World(home);
        breakOff(world);
        age(world, Duration.ofDays(15));
        List.copyOf(world.objects.list("chunks/", Optional.empty()))
                .forEach(info -> world.objects.delete(List.of(info.key())));

        assertThat(reused(backUp(world))).isZero();

        world.requireSound(1);
    }

    @Test
    void finishesACommitThatWasInterrupted() throws IOException {
        World world = new World(home);
        Failure failure = new Failure(0, Failure.When.BEFORE, Failure.Kind.FAILED);
        var failing = new FailingKeyValueStore(world.records, failure);
        assertThatThrownBy(() -> backUp(world, failing)).isInstanceOf(IOException.class);

        assertThat(backUp(world)).isInstanceOf(BackupOutcome.Finished.class);

        world.requireSound(1);
    }

    private static void age(World world, Duration age) throws IOException {
        FileTime time = FileTime.from(Instant.now().minus(age));
        try (Stream<Path> files = Files.walk(world.state())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.setLastModifiedTime(file, time);
            }
        }
    }
}
