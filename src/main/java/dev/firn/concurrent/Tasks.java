package dev.firn.concurrent;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Does a few things at a time. The first failure ends it: no further task is begun, and the failure
 * is thrown to whoever gives the next or waits for the last. For one caller.
 */
public final class Tasks implements AutoCloseable {

    private final int parallel;
    private final ExecutorService threads;
    private int underWay;
    private @Nullable Throwable failure;

    /** What is done. */
    @FunctionalInterface
    public interface Task {
        void run() throws IOException;
    }

    public Tasks(String name, int parallel) {
        this.parallel = parallel;
        this.threads =
                Executors.newFixedThreadPool(
                        parallel, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
    }

    /** Begins {@code task} as soon as fewer than the limit are under way. */
    public synchronized void submit(Task task) throws IOException {
        awaitAtMost(parallel - 1);
        underWay++;
        threads.execute(() -> run(task));
    }

    /** Waits for all tasks. */
    public synchronized void await() throws IOException {
        awaitAtMost(0);
    }

    private synchronized void awaitAtMost(int limit) throws IOException {
        while (failure == null && underWay > limit) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IOException(failure);
        }
    }

    private void run(Task task) {
        Throwable thrown = null;
        try {
            task.run();
        } catch (Throwable e) {
            thrown = e;
        }
        synchronized (this) {
            underWay--;
            if (failure == null) {
                failure = thrown;
            }
            notifyAll();
        }
    }

    /** Waits for what is under way, which is interrupted only if the caller is. */
    @Override
    public void close() {
        threads.close();
    }
}
