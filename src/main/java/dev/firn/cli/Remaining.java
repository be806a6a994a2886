package dev.firn.cli;

import dev.firn.model.RateSchedule;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.OptionalLong;

/**
 * How long it still takes. The speed of late counts, not that of the beginning; and where a limit
 * begins or ends before it is done, the speed is taken to change with it.
 */
final class Remaining {

    /** Half of what the speed is made of is younger than this. */
    private static final double HALF_LIFE_SECONDS = 20;

    /** So finely the time to come is looked at. */
    private static final Duration STEP = Duration.ofMinutes(1);

    /** Who has to wait for longer need not know how long. */
    private static final int STEPS_MAX = 60 * 24 * 30;

    private final RateSchedule schedule;
    private double speed;

    /** The highest speed of a time without limit, in bytes a second. */
    private double unlimitedSpeed;

    Remaining(RateSchedule schedule) {
        this.schedule = schedule;
    }

    /** So many bytes were done in so many seconds, up to now. */
    void measured(long bytes, double seconds, LocalDateTime now) {
        if (seconds <= 0) {
            return;
        }
        double late = bytes / seconds;
        double weight = speed == 0 ? 1 : 1 - Math.pow(0.5, seconds / HALF_LIFE_SECONDS);
        speed += weight * (late - speed);
        if (schedule.at(now).isEmpty()) {
            unlimitedSpeed = Math.max(unlimitedSpeed, speed);
        }
    }

    /** Bytes a second, of late. */
    double speed() {
        return speed;
    }

    /** Seconds until so many bytes more are done; empty if that cannot be said. */
    OptionalLong seconds(long bytes, LocalDateTime now) {
        if (speed <= 0) {
            return OptionalLong.empty();
        }
        if (!schedule.limits()) {
            return OptionalLong.of((long) (bytes / speed));
        }
        double left = bytes;
        double seconds = 0;
        for (int i = 0; i < STEPS_MAX; i++) {
            double then = speedAt(now.plusSeconds((long) seconds), now);
            double done = then * STEP.toSeconds();
            if (done >= left) {
                return OptionalLong.of((long) (seconds + left / then));
            }
            left -= done;
            seconds += STEP.toSeconds();
        }
        return OptionalLong.empty();
    }

    private double speedAt(LocalDateTime then, LocalDateTime now) {
        OptionalLong limit = schedule.at(then);
        OptionalLong limitNow = schedule.at(now);
        if (limit.equals(limitNow)) {
            return speed;
        }
        if (limit.isEmpty()) {
            return Math.max(speed, unlimitedSpeed);
        }
        // More bytes are done than pass, as they are compressed: by how much, the limit now tells.
        return limitNow.isPresent()
                ? speed * limit.getAsLong() / limitNow.getAsLong()
                : Math.min(speed, (double) limit.getAsLong());
    }
}
