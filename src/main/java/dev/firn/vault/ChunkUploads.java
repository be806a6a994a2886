package dev.firn.vault;

import dev.firn.model.Chunk;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Stores chunks, a few at a time, and notes them in the journal in stream order: a chunk enters it
 * as soon as it and all before it are stored.
 */
final class ChunkUploads {

    private final ObjectStore store;
    private final EarlierObjects earlier;
    private final LongFunction<StorageClass> storageClass;
    private final SnapshotId snapshot;
    private final Journal journal;
    private final int parallel;
    private final ExecutorService threads;
    private Consumer<Throwable> onFailure = failure -> {};

    /** In stream order; the first is journaled next. Guarded by this. */
    private final Deque<Upload> pending = new ArrayDeque<>();

    private @Nullable Throwable failure;
    private long streamBytes;
    private long storedBytes;
    private long chunks;
    private long chunksReused;
    private long putBytes;

    private static final class Upload {
        final Chunk chunk;
        boolean stored;

        Upload(Chunk chunk) {
            this.chunk = chunk;
        }
    }

    ChunkUploads(
            ObjectStore store,
            EarlierObjects earlier,
            LongFunction<StorageClass> storageClass,
            SnapshotId snapshot,
            Journal journal,
            int parallel) {
        this.store = store;
        this.earlier = earlier;
        this.storageClass = storageClass;
        this.snapshot = snapshot;
        this.journal = journal;
        this.parallel = parallel;
        this.threads =
                Executors.newFixedThreadPool(
                        parallel, Thread.ofPlatform().name("upload-", 0).factory());
    }

    /** Says whom to tell of the first failure. To be called before the first chunk. */
    void onFailure(Consumer<Throwable> listener) {
        onFailure = listener;
    }

    /**
     * The chunk with these bytes of the stream, if an earlier attempt stored it and it is still
     * there.
     */
    Optional<Chunk> storedBefore(long offset, long bytes, Sha256 plain) throws IOException {
        Optional<Chunk> known = journal.next(offset, bytes, plain);
        if (known.isEmpty()) {
            return known;
        }
        Chunk chunk = known.get();
        if (!earlier.isThere(ObjectKeys.chunk(snapshot, chunk), chunk.storedBytes())) {
            journal.dropFrom(offset);
            return Optional.empty();
        }
        synchronized (this) {
            chunksReused++;
            count(chunk);
        }
        return known;
    }

    /**
     * Stores a chunk in the background. Its bytes are discarded afterwards, whatever happens. Waits
     * while too many chunks are on their way: those that a slow one holds up would all be stored
     * again after a crash.
     */
    synchronized void submit(Chunk chunk, StoredBytes bytes) throws IOException {
        try {
            awaitRoom();
        } catch (IOException e) {
            bytes.discard();
            throw e;
        }
        Upload upload = new Upload(chunk);
        pending.addLast(upload);
        count(chunk);
        try {
            threads.execute(() -> put(upload, bytes));
        } catch (RejectedExecutionException e) {
            bytes.discard();
            throw e;
        }
    }

    private void awaitRoom() throws IOException {
        while (failure == null && pending.size() > parallel) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while chunks were being stored");
            }
        }
        if (failure != null) {
            throw new PipelineBrokenException(failure);
        }
    }

    private synchronized void count(Chunk chunk) {
        chunks++;
        streamBytes += chunk.bytes();
        storedBytes += chunk.storedBytes();
    }

    private void put(Upload upload, StoredBytes bytes) {
        try {
            store.put(
                    ObjectKeys.chunk(snapshot, upload.chunk),
                    bytes,
                    storageClass.apply(upload.chunk.storedBytes()));
            stored(upload);
        } catch (Throwable e) {
            failed(e);
        } finally {
            bytes.discard();
        }
    }

    private synchronized void stored(Upload upload) throws IOException {
        upload.stored = true;
        putBytes += upload.chunk.storedBytes();
        while (!pending.isEmpty() && pending.getFirst().stored) {
            journal.append(pending.removeFirst().chunk);
        }
        notifyAll();
    }

    private void failed(Throwable e) {
        synchronized (this) {
            if (failure == null) {
                failure = e;
            }
            notifyAll();
        }
        onFailure.accept(e);
    }

    /** Waits until all chunks are stored and journaled. */
    synchronized void finish() throws IOException {
        while (failure == null && !pending.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while chunks were being stored");
            }
        }
        if (failure != null) {
            throw new PipelineBrokenException(failure);
        }
        journal.end();
    }

    synchronized StreamWriter.Totals totals() {
        return new StreamWriter.Totals(streamBytes, storedBytes, chunks, chunksReused, putBytes);
    }

    void abort() {
        threads.shutdownNow();
    }

    /** Ends the uploads. One under way is waited for: its outcome is to be known. */
    void close() {
        threads.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
