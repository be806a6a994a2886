package dev.firn.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TasksTest {

    private final AtomicInteger done = new AtomicInteger();

    @Test
    void allTasksAreDone() throws IOException {
        try (Tasks tasks = new Tasks("test", 3)) {
            for (int i = 0; i < 100; i++) {
                tasks.submit(done::incrementAndGet);
            }
            tasks.await();
            assertThat(done).hasValue(100);
        }
    }

    @Test
    void nothingIsBegunAfterAFailureAndWhatIsUnderWayIsNotInterrupted() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        try (Tasks tasks = new Tasks("test", 2)) {
            tasks.submit(() -> {
                awaitUninterrupted(failed);
                done.incrementAndGet();
            });
            tasks.submit(() -> {
                throw new IOException("broken");
            });
            assertThatThrownBy(
                            () -> {
                                tasks.submit(done::incrementAndGet);
                                tasks.submit(done::incrementAndGet);
                            })
                    .hasMessage("broken");
            failed.countDown();
        }
        assertThat(done).hasValue(1);
    }

    private static void awaitUninterrupted(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }
}
