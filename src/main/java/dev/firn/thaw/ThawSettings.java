package dev.firn.thaw;

import dev.firn.storage.ThawTier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How to thaw.
 *
 * @param tier empty: as it was asked for before, or {@code usualTier}
 * @param days for which chunks stay readable, at least 1
 * @param windowBytes limit on the bytes that are thawed, or being thawed, and not yet fetched
 * @param spoolBytes limit on the bytes that are fetched before they are read
 * @param waiting what to do while chunks are being thawed
 * @param poll how long to wait before the store is asked again
 * @param clock of the store
 * @param consent is asked before something that costs money
 */
public record ThawSettings(
        Optional<ThawTier> tier,
        ThawTier usualTier,
        int days,
        long windowBytes,
        long spoolBytes,
        Wait waiting,
        Duration poll,
        InstantSource clock,
        Pause pause,
        Consent consent) {

    /** What to do while chunks are being thawed. */
    public enum Wait {
        /** Wait until they are readable. */
        UNTIL_READABLE,
        /** End, so that the same command goes on later. */
        NO
    }

    /** Lets time pass. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    /** Whoever pays. */
    @FunctionalInterface
    public interface Consent {
        /**
         * Agrees to a plan, or throws. It may have nothing to thaw, and be paid for nevertheless.
         *
         * @param tier the one that is to be asked for
         */
        void require(ThawPlan plan, ThawTier tier);
    }

    /** The same with as much room for fetched chunks as there is, if it is less. */
    public ThawSettings withSpoolAtMost(long bytes) {
        return new ThawSettings(
                tier,
                usualTier,
                days,
                windowBytes,
                Math.min(spoolBytes, bytes),
                waiting,
                poll,
                clock,
                pause,
                consent);
    }
}
