package dev.firn.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.model.Chunk;
import dev.firn.model.ChunkId;
import dev.firn.model.Layout;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import dev.firn.storage.memory.MemoryObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChunkUploadsTest {

    private static final int PARALLEL = 2;
    private static final int CHUNKS = 6;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    private final SnapshotId snapshot = new SnapshotId(UUID.randomUUID());
    private final Layout layout = new Layout(8L << 20, 1 << 20);

    /** Its first put takes until it is let go; others are quick. */
    private record SlowFirst(MemoryObjectStore store, AtomicBoolean first, CountDownLatch release)
            implements ObjectStore {

        SlowFirst() {
            this(new MemoryObjectStore(), new AtomicBoolean(true), new CountDownLatch(1));
        }

        @Override
        public void put(ObjectKey key, Content content, StorageClass storageClass)
                throws IOException {
            if (first.getAndSet(false)) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException("interrupted");
                }
            }
            store.put(key, content, storageClass);
        }

        @Override
        public InputStream open(ObjectKey key, long offset, long length) throws IOException {
            return store.open(key, offset, length);
        }

        @Override
        public Optional<ObjectInfo> info(ObjectKey key) {
            return store.info(key);
        }

        @Override
        public List<ObjectInfo> list(String prefix, Optional<ObjectKey> after) {
            return store.list(prefix, after);
        }

        @Override
        public void delete(Collection<ObjectKey> keys) {
            store.delete(keys);
        }

        @Override
        public void close() {}
    }

    /** A crash costs what is stored and not in the journal, which is kept in order. */
    @Test
    void aSlowChunkHoldsUpTheOthersBeforeACrashWouldCostMany() throws Exception {
        SlowFirst store = new SlowFirst();
        StoredBytesFactory memory =
                new StoredBytesFactory(64 << 20, layout.chunkBytes(), directory);
        Recipients recipients = Recipients.of(Identity.generate().recipient());
        Journal.Attempt attempt =
                new Journal.Attempt(snapshot, Optional.empty(), layout, recipients.texts());
        try (Journal journal = Journal.open(directory.resolve("journal"), attempt)) {
            ChunkUploads uploads =
                    new ChunkUploads(
                            store,
                            new EarlierObjects(store, Instant.EPOCH, Clock.systemUTC()),
                            _ -> StorageClass.STANDARD,
                            snapshot,
                            journal,
                            PARALLEL);
            var submitting =
                    new FutureTask<Boolean>(() -> {
                        for (int i = 0; i < CHUNKS; i++) {
                            submit(uploads, memory, i);
                        }
                        return true;
                    });
            Thread thread = Thread.ofPlatform().start(submitting);
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }

            assertThat(uploads.totals().chunks()).isEqualTo(PARALLEL + 1);

            store.release().countDown();
            assertThat(submitting.get()).isTrue();
            uploads.finish();
            uploads.close();
        }
        assertThat(store.list("chunks/", Optional.empty())).hasSize(CHUNKS);
    }

    private void submit(ChunkUploads uploads, StoredBytesFactory memory, int number)
            throws IOException {
        StoredBytes bytes = memory.create();
        bytes.write(ByteBuffer.wrap(new byte[] {(byte) number}));
        bytes.close();
        uploads.submit(
                new Chunk(
                        new ChunkId(UUID.randomUUID()),
                        number * layout.chunkBytes(),
                        layout.chunkBytes(),
                        bytes.length(),
                        bytes.sha256(),
                        Sha256.of(new byte[0]),
                        List.of(1)),
                bytes);
    }
}
