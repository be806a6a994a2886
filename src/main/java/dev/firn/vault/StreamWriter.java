package dev.firn.vault;

import dev.firn.codec.FrameCompressor;
import dev.firn.crypto.Crypto;
import dev.firn.model.Layout;
import dev.firn.model.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Takes a send stream frame by frame and stores it as chunks:
 *
 * <pre>
 * caller: fills a frame ─▶ workers: compress ─▶ assembler: encrypt, digest ─▶ uploads: put, journal
 * </pre>
 *
 * <p>Every stage works on a bounded number of buffers, so a slow store slows the caller down. The
 * first failure of any stage ends all of them and reaches the caller at its next call. Used by one
 * thread.
 */
public final class StreamWriter implements Closeable {

    private final Layout layout;
    private final BufferPool plainFrames;
    private final BufferPool packedFrames;
    private final BlockingQueue<FrameCompressor> compressors = new LinkedBlockingQueue<>();
    private final ExecutorService workers;
    // Never long: each entry but the ends of chunks holds a buffer of one of the pools.
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private final ChunkAssembler assembler;
    private final Thread assembling;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private MessageDigest chunkDigest = Crypto.sha256();
    private long position;
    private boolean finished;

    /** What the assembler does next. */
    private sealed interface Step {
        record Frame(Future<Packed> packed) implements Step {}

        record EndOfChunk(Sha256 plain) implements Step {}

        record EndOfStream() implements Step {}
    }

    private record Packed(ByteBuffer bytes, int plainBytes) {}

    /** How hard to compress, and on how many threads. */
    public record Compression(int level, int threads) {}

    /** What came of a stream. */
    public record Totals(
            long streamBytes, long storedBytes, long chunks, long chunksReused, long putBytes) {}

    StreamWriter(Layout layout, Compression compression, ChunkAssembler assembler) {
        this.layout = layout;
        this.assembler = assembler;
        // One frame being filled, one waiting, and one in each worker's hands.
        int frames = compression.threads() + 2;
        this.plainFrames = new BufferPool(layout.frameBytes(), frames);
        this.packedFrames = new BufferPool(FrameCompressor.boundBytes(layout.frameBytes()), frames);
        for (int i = 0; i < compression.threads(); i++) {
            compressors.add(new FrameCompressor(compression.level()));
        }
        this.workers =
                Executors.newFixedThreadPool(
                        compression.threads(), Thread.ofPlatform().name("compress-", 0).factory());
        this.assembling = Thread.ofPlatform().name("assemble").unstarted(this::assemble);
        assembler.onFailure(this::fail);
        assembling.start();
    }

    /**
     * An empty buffer for the next frame, to be filled to its limit; only a stream's last frame may
     * be shorter. Waits while the stages behind are busy.
     */
    public ByteBuffer nextFrame() throws IOException {
        return take(plainFrames);
    }

    private ByteBuffer take(BufferPool pool) throws IOException {
        try {
            return pool.take();
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (PipelineBrokenException e) {
            throw cause();
        }
    }

    /**
     * Takes a buffer of {@link #nextFrame}, filled from its start to its position. Waits while the
     * stages behind are busy.
     */
    public void write(ByteBuffer frame) throws IOException {
        frame.flip();
        int bytes = frame.remaining();
        if (bytes == 0) {
            plainFrames.giveBack(frame);
            return;
        }
        chunkDigest.update(frame.duplicate());
        position += bytes;
        // Taken here, in the order of the stream, and not by the workers: they overtake each other,
        // and if later frames held all buffers, the one that the assembler waits for had none.
        ByteBuffer target = take(packedFrames);
        steps.add(new Step.Frame(workers.submit(() -> pack(frame, target))));
        if (position % layout.chunkBytes() == 0) {
            endChunk();
        }
    }

    private void endChunk() {
        steps.add(new Step.EndOfChunk(Sha256.ofBytes(chunkDigest.digest())));
        chunkDigest = Crypto.sha256();
    }

    /** Waits until all chunks are stored. The journal then lists them. */
    public Totals finish() throws IOException {
        if (position % layout.chunkBytes() != 0) {
            endChunk();
        }
        steps.add(new Step.EndOfStream());
        try {
            assembling.join();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        if (failure.get() != null) {
            throw cause();
        }
        finished = true;
        return assembler.totals();
    }

    private Packed pack(ByteBuffer frame, ByteBuffer target)
            throws IOException, InterruptedException {
        int bytes = frame.remaining();
        FrameCompressor compressor = compressors.take();
        try {
            compressor.compress(frame, target);
            target.flip();
            return new Packed(target, bytes);
        } finally {
            compressors.add(compressor);
            plainFrames.giveBack(frame);
        }
    }

    private void assemble() {
        try {
            while (true) {
                switch (steps.take()) {
                    case Step.Frame(var future) -> {
                        Packed packed = future.get();
                        assembler.frame(packed.bytes(), packed.plainBytes());
                        packedFrames.giveBack(packed.bytes());
                    }
                    case Step.EndOfChunk(var plain) -> assembler.endChunk(plain);
                    case Step.EndOfStream() -> {
                        assembler.finish();
                        return;
                    }
                }
            }
        } catch (ExecutionException e) {
            fail(e.getCause() == null ? e : e.getCause());
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
        plainFrames.abort(cause);
        packedFrames.abort(cause);
        assembler.abort(cause);
        assembling.interrupt();
    }

    /** The first failure of any stage, as the caller is to see it. */
    private IOException cause() {
        Throwable cause = failure.get();
        while (cause instanceof PipelineBrokenException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null -> new IOException("the pipeline ended early");
            default -> new IOException(cause);
        };
    }

    private static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException wrapped = new InterruptedIOException("interrupted");
        wrapped.initCause(e);
        return wrapped;
    }

    /**
     * Ends all stages. Without {@link #finish} before, what was stored stays in the journal only.
     */
    @Override
    public void close() throws IOException {
        if (!finished) {
            fail(new IOException("the backup was given up"));
        }
        workers.shutdownNow();
        assembler.close();
        try {
            assembling.join();
            while (!workers.awaitTermination(1, TimeUnit.MINUTES)) {
                // A worker is in the middle of one frame; that cannot take long.
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        compressors.forEach(FrameCompressor::close);
    }
}
