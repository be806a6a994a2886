package dev.firn.storage.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.storage.Content;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.testing.SharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: the pages of a listing are one listing, in time and in what they have. */
class LargeDirectoryTest {

    private static final Content ICE = Content.of(new byte[] {'i', 'c', 'e'});

    @TempDir(factory = SharedMemory.class)
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path root;

    @SuppressWarnings("NullAway.Init") // set before each test
    private ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryObjectStore.open(root);
    }

    private List<String> make(int count) throws IOException {
        List<String> expected =
                IntStream.range(0, count).mapToObj("n%06d"::formatted).sorted().toList();
        for (String name : expected) {
            Files.createFile(root.resolve(name));
        }
        return expected;
    }

    private List<String> namesFrom(Optional<ObjectKey> start) throws IOException {
        List<String> names = new ArrayList<>();
        Optional<ObjectKey> after = start;
        while (true) {
            List<ObjectInfo> page = store.list("", after);
            if (page.isEmpty()) {
                return names;
            }
            page.forEach(info -> names.add(info.key().name()));
            after = Optional.of(page.getLast().key());
        }
    }

    /** More than names are held at once. */
    @Test
    void everyFileIsListedOnce() throws IOException {
        List<String> expected = make(70_001);

        assertThat(namesFrom(Optional.empty())).isEqualTo(expected);
        // From where no listing has been.
        assertThat(namesFrom(Optional.of(new ObjectKey("n050000"))))
                .isEqualTo(expected.subList(50_001, expected.size()));
    }

    /** What is not seen of a directory that is there no more was read before. */
    @Test
    void laterPagesDoNotReadTheDirectoryAgain() throws IOException {
        List<String> expected = make(3 * ObjectStore.PAGE_ENTRIES_MAX);
        List<ObjectInfo> first = store.list("", Optional.empty());
        Files.createFile(root.resolve("n000999-by-another-process"));

        assertThat(namesFrom(Optional.of(first.getLast().key())))
                .isEqualTo(expected.subList(ObjectStore.PAGE_ENTRIES_MAX, expected.size()));
    }

    @Test
    void whatThisStorePutsAndDeletesMeanwhileIsSeen() throws IOException {
        List<String> expected = new ArrayList<>(make(3 * ObjectStore.PAGE_ENTRIES_MAX));
        List<ObjectInfo> first = store.list("", Optional.empty());
        store.put(new ObjectKey("n002000-a"), ICE);
        List<ObjectInfo> second = store.list("", Optional.of(first.getLast().key()));
        store.delete(List.of(new ObjectKey("n002002")));

        expected.add(2001, "n002000-a");
        expected.remove("n002002");
        assertThat(namesFrom(Optional.of(second.getLast().key())))
                .isEqualTo(expected.subList(2000, expected.size()));
    }

    @Test
    void twoListingsAtOnceDoNotDisturbEachOther() throws IOException {
        List<String> expected = make(2 * ObjectStore.PAGE_ENTRIES_MAX);
        List<ObjectInfo> all = store.list("", Optional.empty());
        List<ObjectInfo> some = store.list("n0010", Optional.empty());

        assertThat(some).hasSize(100);
        assertThat(store.list("n0010", Optional.of(some.getLast().key()))).isEmpty();
        assertThat(namesFrom(Optional.of(all.getLast().key())))
                .isEqualTo(expected.subList(ObjectStore.PAGE_ENTRIES_MAX, expected.size()));
    }
}
