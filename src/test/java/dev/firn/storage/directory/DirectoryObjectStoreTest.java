package dev.firn.storage.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.Sha256;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectExistsException;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.ObjectStoreContract;
import dev.firn.testing.SharedMemory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryObjectStoreTest extends ObjectStoreContract {

    private static final ObjectKey KEY = new ObjectKey("chunks/one");

    @TempDir(factory = SharedMemory.class)
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path root;

    @Override
    protected ObjectStore newStore() throws IOException {
        return DirectoryObjectStore.open(root);
    }

    @Override
    protected ObjectStore secondView(ObjectStore store) throws IOException {
        return DirectoryObjectStore.open(root);
    }

    @Test
    void filesAreForTheirOwnerOnly() throws IOException {
        newStore().put(KEY, Content.of(new byte[1]));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(root.resolve("chunks"))))
                .isEqualTo("rwx------");
    }

    private Path path() {
        return root.resolve(KEY.name());
    }

    @Test
    void aVanishedRootIsNotMadeAgain() throws IOException {
        ObjectStore store = newStore();
        Files.move(root, root.resolveSibling("away"));

        assertThatThrownBy(() -> store.put(KEY, Content.of(new byte[1])))
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.STORE_UNAVAILABLE))
                .hasMessageEndingWith("there is no such directory");
        assertThatThrownBy(() -> store.list("", Optional.empty()))
                .isInstanceOf(UserException.class);
        assertThat(root).doesNotExist();
        Files.move(root.resolveSibling("away"), root);
    }

    /** A disk that drops out leaves the empty directory that it was mounted on. */
    @Test
    void anotherDirectoryInThePlaceOfTheRootIsNotTheVault() throws IOException {
        ObjectStore store = newStore();
        store.put(KEY, Content.of(new byte[1]));
        Path away = root.resolveSibling(root.getFileName() + "-away");
        Files.move(root, away);
        Files.createDirectory(root);
        try {
            assertReplaced(() -> store.put(KEY, Content.of(new byte[1])));
            assertReplaced(() -> store.info(KEY));
            assertReplaced(() -> store.open(KEY, 0, 1));
            assertReplaced(() -> store.list("", Optional.empty()));
            assertThat(root).isEmptyDirectory();
        } finally {
            Files.delete(root);
            Files.move(away, root);
        }
    }

    @Test
    void aRootThatIsReplacedWhileAnObjectIsWrittenGetsNoObject() throws IOException {
        ObjectStore store = newStore();
        Path away = root.resolveSibling(root.getFileName() + "-away");
        Content ice = Content.of(new byte[1]);
        Content slow =
                new Content() {
                    @Override
                    public long length() {
                        return ice.length();
                    }

                    @Override
                    public Sha256 sha256() {
                        return ice.sha256();
                    }

                    @Override
                    public InputStream open() throws IOException {
                        return ice.open();
                    }

                    @Override
                    public void writeTo(WritableByteChannel channel) throws IOException {
                        ice.writeTo(channel);
                        Files.move(root, away);
                        Files.createDirectory(root);
                    }
                };
        try {
            assertReplaced(() -> store.put(KEY, slow));
            assertThat(root).isEmptyDirectory();
        } finally {
            Files.delete(root);
            Files.move(away, root);
        }
    }

    private void assertReplaced(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.STORE_UNAVAILABLE))
                .hasMessage(
                        "cannot use vault '%s': another directory is there now than before", root);
    }

    /**
     * Goal: an object that is there passes for stored only when its name is durable: who made it
     * may have died before that. Method: the JDK tells of each fsync.
     */
    @Test
    void anObjectThatIsThereIsMadeDurableBeforeItIsReported() throws IOException {
        newStore().put(KEY, Content.of(new byte[1]));
        ObjectStore store = newStore();
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withThreshold(Duration.ZERO);
            recording.start();
            store.put(new ObjectKey("chunks/two"), Content.of(new byte[1]));
            assertThatThrownBy(() -> store.put(KEY, Content.of(new byte[1])))
                    .isInstanceOf(ObjectExistsException.class);
            recording.stop();

            assertThat(synced(recording))
                    .filteredOn(path -> path.equals(path().getParent()))
                    .hasSize(2);
        }
    }

    private static List<Path> synced(Recording recording) throws IOException {
        Path file = Files.createTempFile("synced", ".jfr");
        try {
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .map(event -> Path.of(event.getString("path")))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void whatACrashLeftIsRemovedWhenItIsOldAndNotListed() throws IOException {
        newStore().put(KEY, Content.of(new byte[1]));
        Path temporary = root.resolve(".firn-tmp");
        Path old = Files.writeString(temporary.resolve(UUID.randomUUID().toString()), "part");
        Path young = Files.writeString(temporary.resolve(UUID.randomUUID().toString()), "part");
        Path other = Files.writeString(temporary.resolve("not-of-firn"), "part");
        age(old);
        age(other);

        ObjectStore store = newStore();

        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(other).exists();
        assertThat(store.list("", Optional.empty())).hasSize(1);
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
    }

    @Test
    void aPlantedLinkLeadsToNoDeletionElsewhere(@TempDir Path elsewhere) throws IOException {
        Path old = Files.writeString(elsewhere.resolve(UUID.randomUUID().toString()), "kept");
        age(old);
        Files.createSymbolicLink(root.resolve(".firn-tmp"), elsewhere);

        ObjectStore store = newStore();

        assertThat(old).exists();
        assertThatThrownBy(() -> store.put(KEY, Content.of(new byte[1])))
                .isInstanceOf(IOException.class);
        assertThat(elsewhere).isDirectoryContaining(file -> file.equals(old));
        assertThat(elsewhere.toFile().list()).hasSize(1);
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path outside = Files.createTempFile("outside", "");
        Files.createDirectories(root.resolve("chunks"));
        Files.createSymbolicLink(path(), outside);
        ObjectStore store = newStore();

        assertThat(store.info(KEY)).isEmpty();
        assertThat(store.list("", Optional.empty())).isEmpty();
        assertThatThrownBy(() -> store.open(KEY, 0, 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.put(KEY, Content.of(new byte[1])))
                .isInstanceOf(IOException.class);
        assertThat(outside).isEmptyFile();
        Files.delete(outside);
    }

    /**
     * Goal: no part of an object is ever visible. Method: kill a process that puts all the time.
     */
    @Test
    void aKilledWriterLeavesOnlyWholeObjects() throws Exception {
        long seed = Long.getLong("firn.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 3; round++) {
            Process writer =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    EndlessWriter.class.getName(),
                                    root.toString(),
                                    Integer.toString(round))
                            .redirectErrorStream(true)
                            .start();
            assertThat(writer.getInputStream().read()).isEqualTo('x'); // the first is stored
            writer.waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
            writer.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(root.resolve("chunks"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                assertThat(file).hasSize(EndlessWriter.BYTES);
            }
        }
    }

    /** Puts objects until it is killed. */
    static final class EndlessWriter {

        static final int BYTES = 1 << 20;

        private EndlessWriter() {}

        public static void main(String[] args) throws IOException {
            byte[] bytes = new byte[BYTES];
            try (ObjectStore store = DirectoryObjectStore.open(Path.of(args[0]))) {
                for (int i = 0; ; i++) {
                    store.put(new ObjectKey("chunks/" + args[1] + "/" + i), Content.of(bytes));
                    System.out.write("x".getBytes(UTF_8));
                    System.out.flush();
                }
            }
        }
    }
}
