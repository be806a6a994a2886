package dev.firn.storage.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.kv.KeyValueStore;
import dev.firn.kv.RecordKey;
import dev.firn.kv.sqlite.SqliteKeyValueStore;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stores of a vault in a directory on a disk that is full or read-only. Needs root to mount.
 */
@RequiresBtrfs
class SmallDiskIT {

    private static final ObjectKey SMALL = new ObjectKey("chunks/small");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path disk;

    @BeforeEach
    void mount() throws IOException {
        Shell.run("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk);
    }

    @AfterEach
    void unmount() throws IOException {
        Shell.run("umount", disk);
    }

    private static void assertFails(ThrowingCallable call, ErrorKind kind, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessage(message);
    }

    private void remount(String option) throws IOException {
        Shell.run("mount", "-o", "remount," + option, disk);
    }

    @Test
    void anObjectThatDoesNotFitLeavesNothing() throws IOException {
        try (ObjectStore store = DirectoryObjectStore.open(disk)) {
            assertFails(
                    () -> store.put(new ObjectKey("chunks/large"), Content.of(new byte[2 << 20])),
                    ErrorKind.NO_SPACE,
                    "cannot store 'chunks/large' in '%s': no space left on the device"
                            .formatted(disk));

            assertThat(store.list("", Optional.empty())).isEmpty();
            try (Stream<Path> left = Files.list(disk.resolve(".firn-tmp"))) {
                assertThat(left).isEmpty();
            }
            store.put(SMALL, Content.of(new byte[1000]));
            assertThat(store.list("", Optional.empty())).hasSize(1);
        }
    }

    @Test
    void aReadOnlyDiskCanBeReadAndSaysSoWhenWrittenTo() throws IOException {
        DirectoryObjectStore.open(disk).put(SMALL, Content.of(new byte[1000]));
        remount("ro");

        try (ObjectStore store = DirectoryObjectStore.open(disk)) {
            assertFails(
                    () -> store.put(new ObjectKey("chunks/more"), Content.of(new byte[1])),
                    ErrorKind.STORE_UNAVAILABLE,
                    "cannot store 'chunks/more' in '%s': it is read-only".formatted(disk));
            assertFails(
                    () -> store.delete(List.of(SMALL)),
                    ErrorKind.STORE_UNAVAILABLE,
                    "cannot delete 'chunks/small' in '%s': it is read-only".formatted(disk));
            try (var in = store.open(SMALL, 0, 1000)) {
                assertThat(in.readAllBytes()).hasSize(1000);
            }
        }
    }

    @Test
    void recordsThatDoNotFitLeaveTheOthersAsTheyWere() throws IOException {
        Path file = disk.resolve("metadata.sqlite");
        int stored;
        try (KeyValueStore store = SqliteKeyValueStore.create(file)) {
            stored = fill(store, file);
            assertThat(sizeOf(store)).isEqualTo(stored);
            remount("size=8m");
            store.create(record(stored), new byte[50_000]);
        }
        try (KeyValueStore store = SqliteKeyValueStore.create(file)) {
            assertThat(sizeOf(store)).isEqualTo(stored + 1);
        }
    }

    private static RecordKey record(int number) {
        return new RecordKey("t", "p", "%04d".formatted(number));
    }

    private static int fill(KeyValueStore store, Path file) throws IOException {
        for (int i = 0; i < 100; i++) {
            try {
                store.create(record(i), new byte[50_000]);
            } catch (UserException e) {
                assertThat(e)
                        .hasMessage("cannot write to '%s': no space left on the device", file)
                        .extracting(UserException::kind)
                        .isEqualTo(ErrorKind.NO_SPACE);
                assertThat(i).isGreaterThan(5);
                return i;
            }
        }
        throw new AssertionError("a disk of 1 MB took 5 MB");
    }

    private static int sizeOf(KeyValueStore store) throws IOException {
        int count = 0;
        Optional<String> after = Optional.empty();
        while (true) {
            var page = store.list("t", "p", "", after);
            if (page.isEmpty()) {
                return count;
            }
            count += page.size();
            after = Optional.of(page.getLast().key().sort());
        }
    }

    @Test
    void recordsOnAReadOnlyDiskCanBeRead() throws IOException {
        Path file = disk.resolve("metadata.sqlite");
        try (KeyValueStore store = SqliteKeyValueStore.create(file)) {
            store.create(record(1), new byte[10]);
        }
        remount("ro");

        try (KeyValueStore store = SqliteKeyValueStore.create(file)) {
            assertThat(store.get(record(1)).orElseThrow().value()).hasSize(10);
            assertFails(
                    () -> store.create(record(2), new byte[10]),
                    ErrorKind.STORE_UNAVAILABLE,
                    "cannot write to '%s': it is read-only".formatted(file));
        }
        Path other = disk.resolve("other.sqlite");
        assertFails(
                () -> SqliteKeyValueStore.create(other).close(),
                ErrorKind.STORE_UNAVAILABLE,
                "cannot make '%s': it is on a read-only file system".formatted(other));
    }
}
