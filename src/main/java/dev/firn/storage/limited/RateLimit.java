package dev.firn.storage.limited;

import dev.firn.model.RateSchedule;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Lets bytes pass at the rate of a schedule, those of all threads together. A token bucket as a
 * point in time: when what has passed is paid off. Whoever comes before that waits.
 */
public final class RateLimit {

    /** What was not used for so long may pass at once: shorter waits are not exact. */
    private static final long BURST_NANOS = 50_000_000L;

    /** After so long the schedule is looked at again. */
    private static final long LOOK_NANOS = 10_000_000_000L;

    private static final double NANOS_PER_SECOND = 1e9;

    private final RateSchedule schedule;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Pause pause;

    /** When all that passed so far is paid off. */
    private long paidOff;

    /** Lets time pass. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    /**
     * @param clock tells the time of day, in the host's zone
     * @param nanoTime as {@link System#nanoTime}
     */
    public RateLimit(RateSchedule schedule, Clock clock, LongSupplier nanoTime, Pause pause) {
        this.schedule = schedule;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.paidOff = nanoTime.getAsLong();
    }

    /** By the clock on the wall. */
    public static RateLimit of(RateSchedule schedule) {
        return new RateLimit(
                schedule, Clock.system(ZoneId.systemDefault()), System::nanoTime, Thread::sleep);
    }

    /**
     * Waits until so many bytes may have passed.
     *
     * @throws InterruptedIOException if the thread is interrupted, which it then still is
     */
    void pass(int bytes) throws InterruptedIOException {
        long until = book(bytes);
        while (true) {
            long left = until - nanoTime.getAsLong();
            // If there is no limit any more, what was booked under the last one is void.
            if (left <= 0 || rate().isEmpty()) {
                return;
            }
            try {
                pause.pause(Duration.ofNanos(Math.min(left, LOOK_NANOS)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    private OptionalLong rate() {
        return schedule.at(LocalDateTime.now(clock));
    }

    /** Books bytes behind all others; returns when they are paid off. */
    private synchronized long book(int bytes) {
        long now = nanoTime.getAsLong();
        OptionalLong rate = rate();
        if (rate.isEmpty()) {
            paidOff = now;
            return now;
        }
        long begin = Math.max(paidOff, now - BURST_NANOS);
        paidOff = begin + (long) (bytes * NANOS_PER_SECOND / rate.getAsLong());
        return paidOff;
    }
}
