package dev.firn.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.catalog.Catalog;
import dev.firn.keys.HostKey;
import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.kv.memory.MemoryKeyValueStore;
import dev.firn.model.Chunk;
import dev.firn.model.ChunkId;
import dev.firn.model.Layout;
import dev.firn.model.SequenceId;
import dev.firn.model.Sha256;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.model.VolumeId;
import dev.firn.report.UserException;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import dev.firn.storage.memory.MemoryObjectStore;
import dev.firn.testing.FailingObjectStore;
import dev.firn.testing.Failure;
import dev.firn.testing.SharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a commit lists what was stored, all of it, and the same when it is repeated. */
class CommitTest {

    private static final Layout SMALL = new Layout(1 << 20, 1 << 20);
    private static final SnapshotId ID = new SnapshotId(new UUID(0x4000, Long.MIN_VALUE | 1));
    private static final VolumeId VOLUME = new VolumeId(new UUID(0x4000, Long.MIN_VALUE | 2));
    private static final VaultId VAULT = new VaultId(new UUID(0x4000, Long.MIN_VALUE | 3));

    @TempDir(factory = SharedMemory.class)
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final Catalog catalog = new Catalog(new MemoryKeyValueStore());

    @SuppressWarnings("NullAway.Init") // set before each test
    private HostKey hostKey;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path journalFile;

    @BeforeEach
    void makeKey() throws IOException {
        hostKey = HostKey.create(home.resolve("host.key"));
        journalFile = home.resolve("state").resolve(VOLUME.toString()).resolve(ID + ".journal");
    }

    private VaultWriter writer(ObjectStore store) {
        return new VaultWriter(
                store,
                VAULT,
                catalog,
                new VaultWriter.Settings(
                        Recipients.of(Identity.generate().recipient()),
                        hostKey,
                        SMALL,
                        new StreamWriter.Compression(1, 1),
                        home.resolve("state"),
                        16 << 20,
                        1,
                        _ -> StorageClass.STANDARD,
                        Clock.systemUTC()));
    }

    private static NewSnapshot full() {
        return new NewSnapshot(
                ID,
                new NewSnapshot.Volume(VOLUME, "photos", "nas"),
                new NewSnapshot.Position(new SequenceId(UUID.randomUUID()), 1, 0),
                new Snapshot.Source(
                        Optional.empty(), Optional.empty(), 7, Instant.EPOCH, "photos.1"),
                Optional.empty(),
                Optional.empty());
    }

    private static final StoredPart INDEX =
            new StoredPart(UUID.randomUUID(), 1, Sha256.of(new byte[] {3}));

    /** Chunks of a MiB each, stored as one byte. */
    private static List<Chunk> chunks(int count) {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chunks.add(
                    new Chunk(
                            new ChunkId(UUID.randomUUID()),
                            (long) i << 20,
                            1 << 20,
                            1,
                            Sha256.of(new byte[] {1}),
                            Sha256.of(new byte[] {2}),
                            List.of(1)));
        }
        return chunks;
    }

    private void store(VaultWriter writer, List<Chunk> chunks) throws IOException {
        for (Chunk chunk : chunks) {
            objects.put(ObjectKeys.chunk(ID, chunk), Content.of(new byte[] {1}));
        }
        objects.put(ObjectKeys.index(VOLUME, ID, INDEX.id()), Content.of(new byte[] {3}));
        try (Journal journal = writer.openJournal(full())) {
            for (Chunk chunk : chunks) {
                journal.append(chunk);
            }
        }
    }

    private static Snapshot commit(VaultWriter writer, int chunks) throws IOException {
        StreamWriter.Totals totals =
                new StreamWriter.Totals((long) chunks << 20, chunks, chunks, 0, chunks);
        try (Journal journal = writer.openJournal(full())) {
            return writer.commit(
                    full(),
                    new VaultWriter.Stored(
                            totals, INDEX, 2, new Snapshot.Versions("6", "6", "test")),
                    journal);
        }
    }

    private List<String> stateFiles() throws IOException {
        try (Stream<Path> files = Files.list(journalFile.getParent())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aJournalThatIsNotWholeIsNotCommitted() throws IOException {
        VaultWriter writer = writer(objects);
        store(writer, chunks(5));
        byte[] bytes = Files.readAllBytes(journalFile);
        bytes[bytes.length - 200] ^= 1;
        Files.write(journalFile, bytes);

        assertThatThrownBy(() -> commit(writer, 5))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "cannot commit snapshot %s: its journal lists 3 chunks with 3145728 bytes"
                                + " of the stream, and 5 with 5242880 were stored",
                        ID);

        assertThat(objects.list("snapshots/", Optional.empty())).hasSize(1); // the index
        assertThat(stateFiles()).containsExactly(ID + ".journal");
    }

    @Test
    void allPagesAreOnTheHostBeforeTheFirstIsStored() throws IOException {
        int count = ManifestFormat.PAGE_CHUNKS_MAX + 1;
        Failure first = new Failure(0, Failure.When.BEFORE, Failure.Kind.FAILED);
        VaultWriter failing = writer(new FailingObjectStore(objects, first));
        store(failing, chunks(count));

        assertThatThrownBy(() -> commit(failing, count)).hasMessageStartingWith("injected");

        assertThat(stateFiles())
                .containsExactly(ID + ".journal", ID + ".manifest", ID + ".manifest-0001");
        Snapshot finished = writer(objects).finishInterrupted(VOLUME, ID).orElseThrow();
        List<Chunk> listed = new ArrayList<>();
        catalog.chunks(finished, listed::add);
        assertThat(listed).hasSize(count);
        assertThat(stateFiles()).isEmpty();
    }

    @Test
    void aManifestWhosePageIsGoneIsNotStored() throws IOException {
        int count = ManifestFormat.PAGE_CHUNKS_MAX + 1;
        Failure first = new Failure(0, Failure.When.BEFORE, Failure.Kind.FAILED);
        VaultWriter failing = writer(new FailingObjectStore(objects, first));
        store(failing, chunks(count));
        assertThatThrownBy(() -> commit(failing, count)).hasMessageStartingWith("injected");
        Files.delete(journalFile.resolveSibling(ID + ".manifest-0001"));

        assertThat(writer(objects).finishInterrupted(VOLUME, ID)).isEmpty();

        assertThat(stateFiles()).containsExactly(ID + ".journal");
        assertThat(objects.list("snapshots/", Optional.empty())).hasSize(1); // the index
    }
}
