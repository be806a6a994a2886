package dev.firn.storage.glacier;

import dev.firn.storage.ThawTier;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * A thaw of an object.
 *
 * @param ready when it ends, and the object is readable
 * @param until when the object is frozen again
 */
record Thawed(ThawTier tier, Instant ready, Instant until) {

    /** "Restoring an archived object", Amazon S3 User Guide: the end is at a midnight of UTC. */
    static Thawed of(ThawTier tier, Instant ready, int days) {
        Instant exact = ready.plus(Duration.ofDays(days));
        Instant midnight = exact.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).toInstant();
        return new Thawed(
                tier, ready, midnight.equals(exact) ? exact : midnight.plus(Duration.ofDays(1)));
    }

    boolean isReadable(Instant now) {
        return !now.isBefore(ready) && now.isBefore(until);
    }

    boolean isUnderWay(Instant now) {
        return now.isBefore(ready);
    }

    /** For how long it was readable until {@code now}. */
    Duration readable(Instant now) {
        Instant end = now.isBefore(until) ? now : until;
        return end.isBefore(ready) ? Duration.ZERO : Duration.between(ready, end);
    }
}
