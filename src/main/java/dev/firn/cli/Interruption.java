package dev.firn.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM: the main thread is interrupted and given time to clean up before the process
 * ends.
 */
final class Interruption {

    private static final int SECONDS_TO_CLEAN_UP = 20;

    /** For a signal to go from the kernel through the JVM, on a machine that has other work. */
    private static final int SECONDS_TO_HEAR = 5;

    private static final CountDownLatch ENDED = new CountDownLatch(1);
    private static final CountDownLatch REQUESTED = new CountDownLatch(1);

    private Interruption() {}

    static void install(Thread main) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().unstarted(() -> interruptAndWait(main)));
    }

    private static void interruptAndWait(Thread main) {
        if (ENDED.getCount() == 0) {
            return; // the program ended by itself
        }
        REQUESTED.countDown();
        main.interrupt();
        try {
            if (!ENDED.await(SECONDS_TO_CLEAN_UP, TimeUnit.SECONDS)) {
                return; // what is left is what a crash leaves, and the next run copes with that
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the user asked the program to stop; a failure after that is no news. */
    static boolean wasRequested() {
        return REQUESTED.getCount() == 0;
    }

    /** The same, of a request that other processes have heeded already. */
    static boolean isRequestedSoon() {
        try {
            return REQUESTED.await(SECONDS_TO_HEAR, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return true; // that is how it is passed on
        }
    }

    static void mainEnded() {
        ENDED.countDown();
    }
}
