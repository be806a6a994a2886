package dev.firn.testing;

import dev.firn.aws.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only in pauses, and pauses that end at once. */
public final class FakeTime {

    private final List<Duration> pauses = new ArrayList<>();
    private long nanos;

    /** A patience that waits as long as it may each time. */
    public Patience patience(Duration total) {
        return new Patience(total, this::nanos, limit -> limit - 1, this::pause);
    }

    private synchronized long nanos() {
        return nanos;
    }

    private synchronized void pause(Duration time) {
        nanos += time.toNanos();
        pauses.add(time);
    }

    /** The pauses so far. */
    public synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
