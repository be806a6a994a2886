package dev.firn.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadsTest {

    @Test
    void anInterruptEndsTheWaitNotBeforeTheThreadAndIsNotLost() {
        CountDownLatch release = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        Thread waitedFor =
                Thread.ofPlatform()
                        .start(() -> {
                            caller.interrupt();
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        // Lets the thread go once the caller has met the interrupt and waits again.
        Thread.ofPlatform()
                .start(() -> {
                    while (caller.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    release.countDown();
                });

        Threads.awaitEnd(waitedFor);

        assertThat(waitedFor.isAlive()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }
}
