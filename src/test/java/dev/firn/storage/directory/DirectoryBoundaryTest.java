package dev.firn.storage.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.Content;
import dev.firn.storage.CorruptContentException;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.testing.SharedMemory;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What else can be in a directory, and what of it is no object. */
class DirectoryBoundaryTest {

    private static final Content ICE = Content.of(new byte[] {'i', 'c', 'e'});

    @TempDir(factory = SharedMemory.class)
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path root;

    @SuppressWarnings("NullAway.Init") // set before each test
    private ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(directory.resolve("vault"));
        store = DirectoryObjectStore.open(root);
    }

    private static ObjectKey key(String name) {
        return new ObjectKey(name);
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        Optional<ObjectKey> after = Optional.empty();
        while (true) {
            List<ObjectInfo> page = store.list("", after);
            if (page.isEmpty()) {
                return names;
            }
            page.forEach(info -> names.add(info.key().name()));
            after = Optional.of(page.getLast().key());
        }
    }

    private void assertNoObject(String name) throws IOException {
        assertThat(store.info(key(name))).isEmpty();
        assertThatThrownBy(() -> store.open(key(name), 0, 0))
                .isInstanceOf(NoSuchObjectException.class);
        assertThat(names()).doesNotContain(name);
        store.delete(List.of(key(name)));
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.STORE_UNAVAILABLE))
                .hasMessageEndingWith("there is no such directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata.sqlite", "metadata.sqlite-journal", ".hidden", ".firn-tmp/x"})
    void otherFilesOfAVaultAreNoObjectsAndStayAsTheyAre(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "left as it was");

        assertNoObject(name);

        assertThatThrownBy(() -> store.put(key(name), ICE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'%s' cannot be an object in a directory: its name is reserved", name);
        assertThat(file).hasContent("left as it was");
    }

    @Test
    void aDirectoryIsNoObjectAndStays() throws IOException {
        store.put(key("a/b/c"), ICE);
        store.delete(List.of(key("a/b/c")));

        assertNoObject("a");
        assertNoObject("a/b");

        assertThat(root.resolve("a/b")).isDirectory();
        assertThatThrownBy(() -> store.put(key("a/b"), ICE))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot store 'a/b' in '%s': something else than a file has that name",
                        root);
    }

    @Test
    void anObjectIsNoDirectory() throws IOException {
        store.put(key("a/b"), ICE);

        assertNoObject("a/b/c");

        assertThatThrownBy(() -> store.put(key("a/b/c"), ICE))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "cannot store 'a/b/c' in '%s': '%s' is not a directory",
                        root, root.resolve("a/b"));
        assertThat(names()).containsExactly("a/b");
    }

    @Test
    void noLinkIsFollowedOutOfTheVault() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.createDirectory(outside.resolve("deep"));
        Files.writeString(outside.resolve("deep/secret"), "left as it was");
        Files.createSymbolicLink(root.resolve("link"), outside);
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("deep/secret"));

        assertNoObject("link/deep/secret");
        assertNoObject("file");

        assertThatThrownBy(() -> store.put(key("link/deep/new"), ICE))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("'%s' is not a directory", root.resolve("link"));
        assertThatThrownBy(() -> store.put(key("file"), ICE)).isInstanceOf(IOException.class);
        assertThat(names()).isEmpty();
        assertThat(outside.resolve("deep/secret")).hasContent("left as it was");
        assertThat(outside.resolve("deep/new")).doesNotExist();
        assertThat(root.resolve("file")).isSymbolicLink();
    }

    @Test
    void whatCannotBeAKeyIsPassedOver() throws IOException {
        store.put(key("a/b"), ICE);
        Shell.script(
                "cd \"$1\"; mkfifo fifo; touch 'white space' $'bad\\377utf8';"
                        + " mkdir 'no key'; touch 'no key/a'; long=$(printf 'd%.0s' {1..200});"
                        + " mkdir -p $long/$long/$long; touch $long/$long/$long/file",
                root);

        assertThat(names()).containsExactly("a/b");
        assertNoObject("fifo");
        assertThat(Files.exists(root.resolve("fifo"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    /** More of them than names are held at once, so that the directory is read again. */
    @Test
    void emptyDirectoriesDoNotEndAListing() throws IOException {
        int count = ObjectStore.PAGE_ENTRIES_MAX + 500;
        for (int i = 0; i < count; i++) {
            Files.createDirectory(root.resolve("d%05d".formatted(i)));
        }
        store.put(key("d%05d/a".formatted(count - 1)), ICE);
        store.put(key("e"), ICE);

        assertThat(names()).containsExactly("d%05d/a".formatted(count - 1), "e");
    }

    @Test
    void pagesOfALargeDirectoryHaveEveryFileOnce() throws IOException {
        List<String> expected =
                IntStream.range(0, 4321).mapToObj("n%05d"::formatted).sorted().toList();
        for (String name : expected) {
            Files.createFile(root.resolve(name));
        }
        assertThat(names()).isEqualTo(expected);
    }

    @Test
    void aVanishedVaultIsNotTakenForAnEmptyOne() throws IOException {
        store.put(key("a/b"), ICE);
        Files.move(root, directory.resolve("away"));

        assertUnavailable(() -> store.info(key("a/b")));
        assertUnavailable(() -> store.open(key("a/b"), 0, 3));
        assertUnavailable(() -> store.list("", Optional.empty()));
        assertUnavailable(() -> store.delete(List.of(key("a/b"))));
        assertUnavailable(() -> store.put(key("a/c"), ICE));
        assertUnavailable(() -> DirectoryObjectStore.open(root));
        assertThat(root).doesNotExist();
    }

    @Test
    void contentThatNeverEndsIsRefusedAtOnce() throws IOException {
        Content endless =
                new Endless() {
                    @Override
                    public void writeTo(WritableByteChannel channel) throws IOException {
                        while (true) {
                            channel.write(ByteBuffer.allocateDirect(1000));
                        }
                    }
                };

        assertThatThrownBy(() -> store.put(key("a"), endless))
                .isInstanceOf(CorruptContentException.class);

        assertNothingIsLeft();
    }

    @Test
    void anInterruptedPutLeavesNothing() throws Exception {
        Content interrupted =
                new Endless() {
                    @Override
                    public void writeTo(WritableByteChannel channel) throws IOException {
                        Thread.currentThread().interrupt();
                        channel.write(ByteBuffer.allocate(10));
                    }
                };
        // In a thread of its own: the interruption is not for the other tests.
        var put =
                new FutureTask<Boolean>(() -> {
                    assertThatThrownBy(() -> store.put(key("a"), interrupted))
                            .isInstanceOf(ClosedByInterruptException.class);
                    return true;
                });
        Thread.ofPlatform().start(put);

        assertThat(put.get()).isTrue();
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(names()).isEmpty();
        try (Stream<Path> files = Files.list(root.resolve(".firn-tmp"))) {
            assertThat(files).isEmpty();
        }
    }

    /** Content whose bytes come from the test. */
    private abstract static class Endless implements Content {

        @Override
        public long length() {
            return 10_500;
        }

        @Override
        public dev.firn.model.Sha256 sha256() {
            return ICE.sha256();
        }

        @Override
        public java.io.InputStream open() {
            return java.io.InputStream.nullInputStream();
        }
    }
}
