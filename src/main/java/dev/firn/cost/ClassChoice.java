package dev.firn.cost;

import dev.firn.storage.StorageClass;
import java.time.Duration;
import java.util.Comparator;

/**
 * Chooses the storage class in which an object costs least from its upload to its deletion, if
 * nobody reads it: docs/cost.md, section "Automatic choice".
 */
public final class ClassChoice {

    private final Prices prices;
    private final Duration lifetime;

    /**
     * For objects that are expected to be kept for a time.
     *
     * @param lifetime of the objects
     */
    public ClassChoice(Prices prices, Duration lifetime) {
        this.prices = prices;
        this.lifetime = lifetime;
    }

    /** The cheapest class for an object of so many bytes; of two that cost the same, the hotter. */
    public StorageClass of(long bytes) {
        return prices.classes().keySet().stream()
                .sorted()
                .min(Comparator.comparing(storageClass -> cost(storageClass, bytes)))
                .orElseThrow();
    }

    /** What an object of so many bytes costs in a class from its upload to its deletion. */
    public Money cost(StorageClass storageClass, long bytes) {
        return new Bill(prices)
                .puts(storageClass, 1)
                .deleted(storageClass, bytes, lifetime)
                .total();
    }
}
