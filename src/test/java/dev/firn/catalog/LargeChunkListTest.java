package dev.firn.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStore.Entry;
import dev.firn.kv.sqlite.SqliteKeyValueStore;
import dev.firn.model.Chunk;
import dev.firn.model.ChunkId;
import dev.firn.model.Layout;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.Sha256;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a snapshot of 10 TiB can be recorded. Method: a chunk list of a million chunks (11 MiB
 * each, with frames of 1 MiB) is written, paged and read; every item is within DynamoDB's limit.
 */
class LargeChunkListTest {

    private static final int CHUNKS = 1_000_000;
    private static final Layout LAYOUT = new Layout(11L << 20, 1 << 20);
    private static final VolumeId VOLUME = new VolumeId(new UUID(1, 1));
    private static final SequenceId SEQUENCE = new SequenceId(new UUID(2, 2));
    private static final SnapshotId SNAPSHOT = new SnapshotId(new UUID(3, 3));
    private static final long STORED_BYTES = LAYOUT.chunkBytes() - 1000;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    @Test
    void aMillionChunksAreWrittenPagedAndRead() throws IOException {
        try (KeyValueStore store =
                SqliteKeyValueStore.create(directory.resolve("metadata.sqlite"))) {
            Catalog catalog = new Catalog(store);
            Commit commit = catalog.newCommit(SNAPSHOT);
            for (long i = 0; i < CHUNKS; i++) {
                commit.chunk(chunk(i));
            }
            int pages = commit.endChunks();
            commit.finish(
                    snapshot(pages),
                    new SequenceHead(VOLUME, "large", "nas", SEQUENCE, List.of(), 1),
                    1);

            AtomicLong read = new AtomicLong();
            Snapshot stored = catalog.snapshot(VOLUME, SNAPSHOT).orElseThrow();
            catalog.chunks(
                    stored, chunk -> assertThat(chunk).isEqualTo(chunk(read.getAndIncrement())));

            assertThat(read.get()).isEqualTo(CHUNKS);
            assertThat(stored.stream().bytes()).isGreaterThan(10L << 40);
            assertThat(largestItem(store, pages)).isLessThanOrEqualTo(400_000);
        }
    }

    /** Key and value of the largest record, in bytes. */
    private static long largestItem(KeyValueStore store, int pages) throws IOException {
        long largest = 0;
        int records = 0;
        Optional<String> after = Optional.empty();
        while (true) {
            List<Entry> page = store.list("chunks", SNAPSHOT.toString(), "", after);
            if (page.isEmpty()) {
                break;
            }
            for (Entry entry : page) {
                largest = Math.max(largest, entry.value().length + entry.key().toString().length());
            }
            records += page.size();
            after = Optional.of(page.getLast().key().sort());
        }
        assertThat(records).isEqualTo(pages);
        System.out.printf("%d pages, the largest item has %d bytes%n", pages, largest);
        return largest;
    }

    private static Chunk chunk(long number) {
        Sha256 digest = new Sha256(number, ~number, number * 31, number * 37);
        return new Chunk(
                new ChunkId(new UUID(number, 7)),
                number * LAYOUT.chunkBytes(),
                LAYOUT.chunkBytes(),
                STORED_BYTES,
                digest,
                digest,
                Collections.nCopies(11, 1_000_000));
    }

    private static Snapshot snapshot(int pages) {
        return new Snapshot(
                SNAPSHOT,
                new Snapshot.Place(VOLUME, SEQUENCE, 0),
                Optional.empty(),
                new Snapshot.Source(Optional.empty(), Optional.empty(), 7, Instant.EPOCH, "large"),
                new Snapshot.StreamFacts(
                        2,
                        CHUNKS * LAYOUT.chunkBytes(),
                        CHUNKS * STORED_BYTES,
                        CHUNKS,
                        pages,
                        LAYOUT),
                new Snapshot.Provenance(
                        Instant.EPOCH,
                        Sha256.of(new byte[0]),
                        Sha256.of(new byte[1]),
                        List.of("age1"),
                        new Snapshot.Versions("6.18", "6.2", "test")));
    }
}
