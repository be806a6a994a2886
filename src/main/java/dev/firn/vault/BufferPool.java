package dev.firn.vault;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded set of direct buffers of one size, made when first needed. Waiting for one is how a
 * slow consumer slows its producer down.
 */
final class BufferPool {

    /** Where a file is written past the page cache, memory has to begin at a page. */
    private static final int PAGE_BYTES = 4096;

    private final int bufferBytes;
    private final int buffersMax;
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int made;
    private @Nullable Throwable failure;

    BufferPool(int bufferBytes, int buffersMax) {
        this.bufferBytes = bufferBytes;
        this.buffersMax = buffersMax;
    }

    int bufferBytes() {
        return bufferBytes;
    }

    /**
     * An empty buffer; waits until there is one.
     *
     * @throws PipelineBrokenException if {@link #abort} was called
     */
    ByteBuffer take() throws InterruptedException, PipelineBrokenException {
        lock.lockInterruptibly();
        try {
            while (failure == null && free.isEmpty() && made == buffersMax) {
                changed.await();
            }
            if (failure != null) {
                throw new PipelineBrokenException(failure);
            }
            ByteBuffer reused = free.pollLast();
            if (reused != null) {
                return reused.clear();
            }
            made++;
        } finally {
            lock.unlock();
        }
        return ByteBuffer.allocateDirect(bufferBytes + 2 * PAGE_BYTES)
                .alignedSlice(PAGE_BYTES)
                .slice(0, bufferBytes);
    }

    /** Gives a buffer back. */
    void giveBack(ByteBuffer buffer) {
        lock.lock();
        try {
            free.addLast(buffer);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes everybody who waits for a buffer, now or later, with {@code cause}. */
    void abort(Throwable cause) {
        lock.lock();
        try {
            if (failure == null) {
                failure = cause;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
