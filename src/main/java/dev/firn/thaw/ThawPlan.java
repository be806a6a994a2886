package dev.firn.thaw;

import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What it takes to read chunks.
 *
 * @param frozen to be thawed, by storage class
 * @param again how many of them were asked for before and froze again, or are asked for faster
 * @param thawing asked for
 * @param thawed readable for some days, by storage class
 * @param atHand readable at any time, by storage class
 * @param fetched on this host already
 * @param downloads what is fetched of all that is not here, by storage class
 * @param windowBytes how many of the bytes to thaw are thawed at a time
 */
public record ThawPlan(
        Map<StorageClass, Amount> frozen,
        Amount again,
        Map<StorageClass, Amount> thawing,
        Map<StorageClass, Amount> thawed,
        Map<StorageClass, Amount> atHand,
        Amount fetched,
        Map<StorageClass, Download> downloads,
        long windowBytes) {

    public ThawPlan {
        frozen = Map.copyOf(frozen);
        thawing = Map.copyOf(thawing);
        thawed = Map.copyOf(thawed);
        atHand = Map.copyOf(atHand);
        downloads = Map.copyOf(downloads);
    }

    /** Some chunks. */
    public record Amount(long chunks, long bytes) {

        public static final Amount NONE = new Amount(0, 0);

        public Amount plus(Amount other) {
            return new Amount(chunks + other.chunks, bytes + other.bytes);
        }
    }

    /**
     * What is fetched: whole chunks, or ranges of them.
     *
     * @param requests that fetch it, and those that ask for the length of an object
     */
    public record Download(long requests, long bytes) {

        public static final Download NONE = new Download(0, 0);

        public Download plus(Download other) {
            return new Download(requests + other.requests, bytes + other.bytes);
        }
    }

    /** All that is fetched. */
    public Download download() {
        return downloads.values().stream().reduce(Download.NONE, Download::plus);
    }

    /** All that has to be thawed. */
    public Amount toThaw() {
        return sum(frozen);
    }

    /** All that was asked for and is not readable yet. */
    public Amount beingThawed() {
        return sum(thawing);
    }

    /** All that has to be brought here from the vault. */
    public Amount toFetch() {
        return sum(frozen).plus(sum(thawing)).plus(sum(thawed)).plus(sum(atHand));
    }

    /** All that is needed, wherever it is. */
    public Amount needed() {
        return toFetch().plus(fetched);
    }

    /** The classes of what has to be brought here, and how much there is of each. */
    public Map<StorageClass, Amount> toFetchByClass() {
        Map<StorageClass, Amount> all = new EnumMap<>(StorageClass.class);
        for (Map<StorageClass, Amount> part : List.of(frozen, thawing, thawed, atHand)) {
            part.forEach((storageClass, amount) -> all.merge(storageClass, amount, Amount::plus));
        }
        return all;
    }

    private static Amount sum(Map<StorageClass, Amount> amounts) {
        return amounts.values().stream().reduce(Amount.NONE, Amount::plus);
    }

    /** The tiers that all classes of what has to be thawed have, the cheapest first. */
    public List<ThawTier> tiers() {
        List<ThawTier> tiers = new ArrayList<>();
        for (ThawTier tier : ThawTier.values()) {
            if (frozen.keySet().stream().allMatch(c -> c.thawTime(tier).isPresent())) {
                tiers.add(tier);
            }
        }
        return tiers;
    }

    /** In how many goes it is thawed, as only so much is thawed at a time. */
    public long goes() {
        return Math.max(1, Math.ceilDiv(toThaw().bytes(), Math.max(1, windowBytes)));
    }

    /**
     * How long thawing takes with a tier, if what has been thawed is fetched in no time; empty if a
     * class does not have the tier.
     */
    public Optional<Duration> within(ThawTier tier) {
        if (!tiers().contains(tier)) {
            return Optional.empty();
        }
        return frozen.keySet().stream()
                .flatMap(storageClass -> storageClass.thawTime(tier).stream())
                .max(Comparator.naturalOrder())
                .map(time -> time.multipliedBy(goes()));
    }
}
