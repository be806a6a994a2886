package dev.firn.vault;

import dev.firn.codec.ChunkDecoder;
import dev.firn.codec.ChunkDescription;
import dev.firn.codec.ChunkHeader;
import dev.firn.codec.DamagedChunkException;
import dev.firn.codec.FrameSink;
import dev.firn.codec.FrameTable;
import dev.firn.keys.Identities;
import dev.firn.keys.Recipients;
import dev.firn.model.Chunk;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads the send stream of a stored snapshot. One thread fetches and checks chunks, a chunk or two
 * ahead; the caller's thread decodes them.
 */
public final class SnapshotReader {

    private static final int READ_BYTES = 1 << 20;

    private final ObjectStore store;
    private final VaultId vault;
    private final Manifests manifests;
    private final Settings settings;

    /**
     * How to read.
     *
     * @param memoryBytes limit on the direct memory for fetched chunks
     * @param spool where chunks go that are too large for memory
     */
    public record Settings(Identities identities, long memoryBytes, Path spool) {}

    public SnapshotReader(
            ObjectStore store, VaultId vault, Manifests manifests, Settings settings) {
        this.store = store;
        this.vault = vault;
        this.manifests = manifests;
        this.settings = settings;
    }

    private record Fetched(@Nullable Chunk chunk, @Nullable StoredBytes bytes) {}

    /**
     * Passes the stream of a snapshot to {@code sink}, in order. Every byte was checked against the
     * signed manifest before.
     *
     * @throws DamagedVaultException if a chunk is missing or is not what was stored
     */
    public void read(Snapshot snapshot, Manifests.Signed manifest, FrameSink sink)
            throws IOException {
        Recipients recipients = Recipients.parse(snapshot.provenance().recipients());
        settings.identities().requireOneOf(recipients);
        StoredBytesFactory memory =
                new StoredBytesFactory(
                        settings.memoryBytes(),
                        snapshot.stream().layout().chunkBytes(),
                        settings.spool());
        BlockingQueue<Fetched> fetched = new ArrayBlockingQueue<>(1);
        FetchThread fetcher = new FetchThread(snapshot, manifest, memory, fetched);
        fetcher.start();
        try (ChunkDecoder decoder = new ChunkDecoder(settings.identities())) {
            for (Fetched next = fetched.take(); next.chunk() != null; next = fetched.take()) {
                decode(decoder, snapshot, next, sink);
            }
            fetcher.rethrow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            memory.abort(new IOException("the restore was given up"));
            fetcher.end();
        }
    }

    private void decode(ChunkDecoder decoder, Snapshot snapshot, Fetched next, FrameSink sink)
            throws IOException {
        Chunk chunk = Objects.requireNonNull(next.chunk());
        StoredBytes bytes = Objects.requireNonNull(next.bytes());
        ChunkDescription expected =
                new ChunkDescription(
                        new ChunkHeader(vault, snapshot.id(), chunk.id(), chunk.offset()),
                        chunk.bytes(),
                        Recipients.parse(snapshot.provenance().recipients()),
                        new FrameTable(
                                snapshot.stream().layout().frameBytes(),
                                chunk.frameBytes().stream().mapToInt(Integer::intValue).toArray()),
                        chunk.plain());
        try (InputStream in = bytes.open()) {
            decoder.decode(in, expected, sink);
        } catch (DamagedChunkException e) {
            throw damaged(snapshot.id(), chunk, String.valueOf(e.getMessage()), e);
        } finally {
            bytes.discard();
        }
    }

    private static DamagedVaultException damaged(
            SnapshotId id, Chunk chunk, String reason, @Nullable Throwable cause) {
        return new DamagedVaultException(
                "cannot read chunk '%s': %s".formatted(ObjectKeys.chunk(id, chunk), reason),
                "get the object back from a copy of the vault, or restore another snapshot",
                cause);
    }

    /** Fetches chunk after chunk; an element without a chunk ends the queue. */
    private final class FetchThread {

        private final Snapshot snapshot;
        private final Manifests.Signed manifest;
        private final StoredBytesFactory memory;
        private final BlockingQueue<Fetched> queue;
        private final Thread thread;
        private volatile @Nullable Throwable failure;

        FetchThread(
                Snapshot snapshot,
                Manifests.Signed manifest,
                StoredBytesFactory memory,
                BlockingQueue<Fetched> queue) {
            this.snapshot = snapshot;
            this.manifest = manifest;
            this.memory = memory;
            this.queue = queue;
            this.thread = Thread.ofPlatform().name("fetch").daemon().unstarted(this::run);
        }

        void start() {
            thread.start();
        }

        private void run() {
            try {
                manifests.chunks(manifest, chunk -> putQuietly(new Fetched(chunk, fetch(chunk))));
            } catch (Throwable e) {
                failure = e;
            }
            try {
                queue.put(new Fetched(null, null));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void putQuietly(Fetched next) throws IOException {
            try {
                queue.put(next);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }

        private StoredBytes fetch(Chunk chunk) throws IOException {
            ObjectKey key = ObjectKeys.chunk(snapshot.id(), chunk);
            requireSize(chunk, store.info(key));
            StoredBytes bytes = memory.create();
            try (InputStream in = store.open(key, 0, chunk.storedBytes())) {
                byte[] buffer = new byte[READ_BYTES];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    bytes.write(ByteBuffer.wrap(buffer, 0, count));
                }
                bytes.close();
            } catch (NoSuchObjectException e) {
                throw damaged(snapshot.id(), chunk, "it is missing", e);
            }
            if (!bytes.sha256().equals(chunk.stored())) {
                throw damaged(snapshot.id(), chunk, "its SHA-256 is wrong", null);
            }
            return bytes;
        }

        /** Bytes that were cut off or put on would not show in the range that is read. */
        private void requireSize(Chunk chunk, Optional<ObjectInfo> info) {
            if (info.isEmpty()) {
                throw damaged(snapshot.id(), chunk, "it is missing", null);
            }
            if (info.get().bytes() != chunk.storedBytes()) {
                throw damaged(
                        snapshot.id(),
                        chunk,
                        "it has %d bytes, and the manifest says %d"
                                .formatted(info.get().bytes(), chunk.storedBytes()),
                        null);
            }
        }

        void rethrow() throws IOException {
            switch (failure) {
                case null -> {}
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IOException(failure);
            }
        }

        /** Waits for the thread: it uses the store, which the caller may close next. */
        void end() throws InterruptedIOException {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }
}
