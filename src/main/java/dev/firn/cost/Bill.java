package dev.firn.cost;

import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Adds up what the use of a store costs: of what was used, or of what is planned. There is no other
 * arithmetic, so a plan that comes true costs what was planned.
 */
public final class Bill {

    private final Prices prices;
    private final Map<Item, Money> items = new EnumMap<>(Item.class);

    /** What is paid for. */
    public enum Item {
        STORAGE,
        REQUESTS,
        /** Thawing and reading, by the byte and by the request. */
        RETRIEVAL,
        /** Thawed objects, which are stored a second time. */
        THAWED_COPIES,
        DOWNLOAD
    }

    public Bill(Prices prices) {
        this.prices = prices;
    }

    /** Adds requests that write objects. */
    public Bill puts(StorageClass storageClass, long requests) {
        return add(Item.REQUESTS, prices.of(storageClass).put(), Units.thousands(requests));
    }

    /** Adds requests that list. */
    public Bill lists(long requests) {
        return puts(StorageClass.STANDARD, requests);
    }

    /** Adds requests of other kinds. Those that delete are free. */
    public Bill gets(StorageClass storageClass, long requests) {
        return add(Item.REQUESTS, prices.of(storageClass).get(), Units.thousands(requests));
    }

    /** Adds requests to thaw, and the bytes they thaw. */
    public Bill thaws(StorageClass storageClass, ThawTier tier, long requests, long bytes) {
        Prices.OfThaw price = prices.of(storageClass, tier);
        add(Item.RETRIEVAL, price.requests(), Units.thousands(requests));
        return add(Item.RETRIEVAL, price.gigabyte(), Units.gigabytes(bytes));
    }

    /** Adds bytes that are thawed for a time. */
    public Bill thawedCopies(long bytes, Duration time) {
        return add(
                Item.THAWED_COPIES,
                prices.of(StorageClass.STANDARD).month(),
                Units.gigabytes(bytes).multiply(Units.months(time), Money.PLACES));
    }

    /** Adds bytes that are read and brought out of the region. */
    public Bill downloads(StorageClass storageClass, long bytes) {
        add(Item.RETRIEVAL, prices.of(storageClass).read(), Units.gigabytes(bytes));
        return add(Item.DOWNLOAD, prices.download(), Units.gigabytes(bytes));
    }

    /** Adds an object that is stored for a time. */
    public Bill storage(StorageClass storageClass, long bytes, Duration time) {
        Prices.OfClass price = prices.of(storageClass);
        BigDecimal months = Units.months(time);
        long charged = Math.max(bytes, price.minimumBytes()) + price.ownOverhead();
        add(Item.STORAGE, price.month(), Units.gigabytes(charged).multiply(months, Money.PLACES));
        return add(
                Item.STORAGE,
                prices.of(StorageClass.STANDARD).month(),
                Units.gigabytes(price.standardOverhead()).multiply(months, Money.PLACES));
    }

    /** Adds an object that is stored for a time and deleted then. */
    public Bill deleted(StorageClass storageClass, long bytes, Duration time) {
        Duration least = Duration.ofDays(prices.of(storageClass).minimumDays());
        return storage(storageClass, bytes, time.compareTo(least) < 0 ? least : time);
    }

    private Bill add(Item item, Money price, BigDecimal quantity) {
        items.merge(item, price.times(quantity), Money::plus);
        return this;
    }

    /** The amount of each item that there is. */
    public Map<Item, Money> items() {
        return Map.copyOf(items);
    }

    /** All items together. */
    public Money total() {
        return items.values().stream().reduce(Money.NONE, Money::plus);
    }
}
