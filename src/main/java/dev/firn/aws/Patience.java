package dev.firn.aws;

import dev.firn.report.UserException;
import dev.firn.report.Waiting;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * For how long a call that fails for now is tried again, and how often. The waits are random
 * between nothing and a limit that doubles, so that hosts that were refused together do not come
 * back together ("exponential backoff and jitter", AWS Architecture Blog).
 */
public final class Patience {

    private static final Duration FIRST_LIMIT = Duration.ofMillis(50);
    private static final Duration LAST_LIMIT = Duration.ofSeconds(20);

    private final Duration total;
    private final LongSupplier nanoTime;
    private final LongUnaryOperator random;
    private final Pause pause;
    private final Waiting waiting;

    /** Lets time pass. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    /**
     * Goes on for {@code total}, counted from the first failure of a call; zero for not at all.
     *
     * @param nanoTime as {@link System#nanoTime}
     * @param random a number from 0 to below its argument
     */
    public Patience(Duration total, LongSupplier nanoTime, LongUnaryOperator random, Pause pause) {
        this(total, nanoTime, random, pause, Waiting.SILENT);
    }

    private Patience(
            Duration total,
            LongSupplier nanoTime,
            LongUnaryOperator random,
            Pause pause,
            Waiting waiting) {
        this.waiting = waiting;
        this.total = total;
        this.nanoTime = nanoTime;
        this.random = random;
        this.pause = pause;
    }

    /** By the clock on the wall. */
    public static Patience of(Duration total) {
        return new Patience(
                total,
                System::nanoTime,
                n -> ThreadLocalRandom.current().nextLong(n),
                Thread::sleep);
    }

    /** The same, which tells {@code listener} when it has to wait. */
    public Patience telling(Waiting listener) {
        return new Patience(total, nanoTime, random, pause, listener);
    }

    /** For a call that is about to be tried for the first time. */
    public Tries begin() {
        return new Tries();
    }

    /**
     * Makes a call that changes nothing, again and again if it fails for now.
     *
     * @param report makes of the last failure what is thrown
     * @throws InterruptedIOException if the thread is interrupted, which it then still is
     */
    public <T> T read(Supplier<T> call, Function<SdkException, UserException> report)
            throws InterruptedIOException {
        Tries tries = begin();
        while (true) {
            try {
                T answer = WholeAnswer.of(call);
                tries.worked();
                return answer;
            } catch (SdkException e) {
                boolean goesOn = AwsFailure.of(e).isWorthATry() && tries.again();
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted");
                }
                if (!goesOn) {
                    throw report.apply(e);
                }
            }
        }
    }

    /** The tries of one call. For one thread. */
    public final class Tries {

        private long limitNanos = FIRST_LIMIT.toNanos();
        private long failures;
        private long firstFailure;

        private Tries() {}

        /**
         * Waits for the next try. False if it was tried for long enough, or if the thread is
         * interrupted, which it then still is.
         */
        public boolean again() {
            long now = nanoTime.getAsLong();
            if (failures++ == 0) {
                firstFailure = now;
            }
            long left = total.toNanos() - (now - firstFailure);
            if (left <= 0) {
                return false;
            }
            waiting.waits(Duration.ofNanos(now - firstFailure));
            long wait = Math.min(left, 1 + random.applyAsLong(limitNanos));
            limitNanos = Math.min(2 * limitNanos, LAST_LIMIT.toNanos());
            try {
                pause.pause(Duration.ofNanos(wait));
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        /** The call has worked. */
        public void worked() {
            if (failures > 0) {
                waiting.works();
                failures = 0;
            }
        }
    }
}
