package dev.firn.concurrent;

/** Waiting for threads. */
public final class Threads {

    private Threads() {}

    /**
     * Waits until {@code thread} has ended, however often the caller is interrupted meanwhile; the
     * caller is interrupted afterwards then. For threads that use what the caller closes next.
     */
    public static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
