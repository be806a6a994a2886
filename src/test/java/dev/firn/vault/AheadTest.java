package dev.firn.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What waits for a thread in vain is not interrupted: another thread watches the time. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class AheadTest {

    private final List<Integer> dropped = new CopyOnWriteArrayList<>();

    @Test
    void givesAllInOrderAndThenTheEnd() throws IOException {
        try (Ahead<Integer> ahead = Ahead.start("test", this::three, dropped::add)) {
            for (int i = 0; i < 3; i++) {
                assertThat(ahead.next()).contains(i);
            }
            assertThat(ahead.next()).isEmpty();
        }
        assertThat(dropped).isEmpty();
    }

    private void three(Ahead.Target<Integer> target) throws IOException {
        for (int i = 0; i < 3; i++) {
            target.give(i);
        }
    }

    @Test
    void aFailureComesAfterWhatWasMadeBefore() throws IOException {
        try (Ahead<Integer> ahead =
                Ahead.start(
                        "test",
                        target -> {
                            three(target);
                            throw new IOException("on purpose");
                        },
                        dropped::add)) {
            for (int i = 0; i < 3; i++) {
                assertThat(ahead.next()).contains(i);
            }
            assertThatThrownBy(ahead::next)
                    .isInstanceOf(IOException.class)
                    .hasMessage("on purpose");
        }
    }

    @Test
    void whatIsNotTakenIsDropped() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Ahead<Integer> ahead =
                Ahead.start(
                        "test",
                        target -> {
                            target.give(0);
                            begun.countDown();
                            target.give(1);
                        },
                        dropped::add);
        begun.await();

        ahead.close();

        assertThat(dropped).containsExactlyInAnyOrder(0, 1);
    }

    /** A library between the thread and its work may take the interrupt and tell nobody. */
    @Test
    void endsAThreadThatForgetsThatItWasInterrupted() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Ahead<Integer> ahead =
                Ahead.start(
                        "test",
                        target -> {
                            target.give(0);
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                target.give(1);
                            }
                        },
                        dropped::add);
        begun.await();

        ahead.close();

        assertThat(dropped).containsExactlyInAnyOrder(0, 1);
    }
}
