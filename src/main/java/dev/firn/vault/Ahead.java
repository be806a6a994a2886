package dev.firn.vault;

import dev.firn.concurrent.Threads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes elements on a thread of its own, so that the next is there when it is wanted: while one is
 * used, one waits and one is made.
 */
final class Ahead<T> implements AutoCloseable {

    private final BlockingQueue<Optional<T>> ready = new ArrayBlockingQueue<>(1);
    private final Consumer<T> drop;
    private final Thread thread;
    private volatile @Nullable Throwable failure;

    /** That the thread was interrupted may be lost on the way through what the source calls. */
    private volatile boolean closed;

    /** Makes all elements, in order. */
    @FunctionalInterface
    interface Source<T> {
        void makeAll(Target<T> target) throws IOException;
    }

    /** Takes the elements; waits while there is no room. */
    @FunctionalInterface
    interface Target<T> {
        void give(T element) throws IOException;
    }

    private Ahead(String name, Source<T> source, Consumer<T> drop) {
        this.drop = drop;
        this.thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> run(source));
    }

    /**
     * Begins.
     *
     * @param drop is given what was made and never taken
     */
    static <T> Ahead<T> start(String name, Source<T> source, Consumer<T> drop) {
        Ahead<T> ahead = new Ahead<>(name, source, drop);
        ahead.thread.start();
        return ahead;
    }

    private void run(Source<T> source) {
        try {
            source.makeAll(element -> give(Optional.of(element)));
        } catch (Throwable e) {
            failure = e;
        }
        try {
            give(Optional.empty());
        } catch (InterruptedIOException e) {
            // by close(): nobody waits for the end
        }
    }

    private void give(Optional<T> element) throws InterruptedIOException {
        try {
            if (closed) {
                throw new InterruptedException();
            }
            ready.put(element);
        } catch (InterruptedException e) {
            element.ifPresent(drop);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** The next element, waiting for it; empty at the end. Throws what the source threw. */
    Optional<T> next() throws IOException {
        Optional<T> element;
        try {
            element = ready.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        if (element.isEmpty()) {
            rethrow();
        }
        return element;
    }

    private void rethrow() throws IOException {
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IOException(failure);
        }
    }

    /** Ends the thread and waits for it: it uses what the caller may close next. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        Threads.awaitEnd(thread);
        while (!ready.isEmpty()) {
            ready.remove().ifPresent(drop);
        }
    }
}
