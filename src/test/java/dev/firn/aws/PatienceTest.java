package dev.firn.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.report.Waiting;
import dev.firn.testing.FakeTime;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class PatienceTest {

    private static SdkClientException notReached() {
        return SdkClientException.create("no", new ConnectException("refused"));
    }

    private final FakeTime time = new FakeTime();

    @Test
    void waitsLongerAndLongerUntilTheTimeIsUp() {
        Patience.Tries tries = time.patience(Duration.ofMinutes(2)).begin();
        while (tries.again()) {
            assertThat(time.pauses()).hasSizeLessThan(100);
        }
        List<Duration> pauses = time.pauses();
        assertThat(pauses.getFirst()).isEqualTo(Duration.ofMillis(50));
        assertThat(pauses.get(5)).isEqualTo(Duration.ofMillis(1600));
        assertThat(pauses.subList(0, pauses.size() - 1))
                .isSorted()
                .contains(Duration.ofSeconds(20));
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void noPatienceIsOneTry() {
        assertThat(time.patience(Duration.ZERO).begin().again()).isFalse();
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void waitsAreRandom() {
        List<Duration> waits = new ArrayList<>();
        long[] random = {0, 7_000_000, 99_000_000};
        Patience.Tries tries =
                new Patience(Duration.ofSeconds(1), () -> 0, _ -> random[waits.size()], waits::add)
                        .begin();
        for (int i = 0; i < 3; i++) {
            assertThat(tries.again()).isTrue();
        }
        assertThat(waits)
                .containsExactly(
                        Duration.ofNanos(1),
                        Duration.ofNanos(7_000_001),
                        Duration.ofNanos(99_000_001));
    }

    @Test
    void readsAgainWhatFailsForNow() throws IOException {
        int[] calls = {0};
        int read =
                time.patience(Duration.ofMinutes(1))
                        .read(
                                () -> {
                                    if (calls[0]++ < 3) {
                                        throw notReached();
                                    }
                                    return 42;
                                },
                                e -> AwsFailure.report("cannot read", e));
        assertThat(read).isEqualTo(42);
        assertThat(time.pauses()).hasSize(3);
    }

    /** A night without network: it waits, tells of it, and goes on in the morning. */
    @Test
    void outlastsANightAndTellsOfIt() throws IOException {
        Duration night = Duration.ofHours(9);
        List<Duration> told = new ArrayList<>();
        int[] over = {0};
        Waiting waiting =
                new Waiting() {
                    @Override
                    public void waits(Duration already) {
                        told.add(already);
                    }

                    @Override
                    public void works() {
                        over[0]++;
                    }
                };

        time.patience(Duration.ofHours(12))
                .telling(waiting)
                .read(
                        () -> {
                            if (told.isEmpty() || told.getLast().compareTo(night) < 0) {
                                throw notReached();
                            }
                            return 42;
                        },
                        e -> AwsFailure.report("cannot read", e));

        assertThat(told).isSorted().first().isEqualTo(Duration.ZERO);
        assertThat(told.getLast()).isGreaterThanOrEqualTo(night);
        assertThat(over[0]).isEqualTo(1);
    }

    @Test
    void saysInTheEndWhatWasWrong() {
        assertThatThrownBy(() -> read(notReached()))
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.STORE_UNAVAILABLE))
                .hasMessage(
                        "cannot read: the service was not reached:"
                                + " java.net.ConnectException: refused");
        assertThat(time.pauses()).hasSizeGreaterThan(3);
    }

    @Test
    void doesNotRepeatWhatIsOfNoUse() {
        assertThatThrownBy(() -> read(SdkClientException.create("a bug")))
                .hasMessage("cannot read: a bug");
        assertThat(time.pauses()).isEmpty();
    }

    @Test
    void anInterruptEndsIt() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() ->
                            Patience.of(Duration.ofDays(1))
                                    .read(() -> fail(notReached()), e -> AwsFailure.report("x", e)))
                    .isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private void read(SdkClientException failure) throws IOException {
        time.patience(Duration.ofSeconds(1))
                .read(() -> fail(failure), e -> AwsFailure.report("cannot read", e));
    }

    private static int fail(SdkClientException e) {
        throw e;
    }
}
