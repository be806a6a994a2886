package dev.firn.cost;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The prices of a store in one region.
 *
 * @param date when they were looked up
 * @param download of a GB, to the internet
 */
public record Prices(
        String region,
        LocalDate date,
        Money download,
        Map<StorageClass, OfClass> classes,
        Map<StorageClass, Map<ThawTier, OfThaw>> thaws) {

    public Prices {
        classes = Map.copyOf(classes);
        Map<StorageClass, Map<ThawTier, OfThaw>> copy = new EnumMap<>(StorageClass.class);
        thaws.forEach((storageClass, tiers) -> copy.put(storageClass, Map.copyOf(tiers)));
        thaws = Map.copyOf(copy);
    }

    /**
     * What a storage class costs.
     *
     * @param month of a GB
     * @param put of 1,000 requests that write or list
     * @param get of 1,000 requests of another kind
     * @param read of a GB
     * @param minimumDays for which an object is charged for, however soon it is deleted
     * @param minimumBytes for which an object is charged for, however small it is
     * @param ownOverhead bytes charged for with each object, at the price of this class
     * @param standardOverhead bytes charged for with each object, at the price of STANDARD
     */
    public record OfClass(
            Money month,
            Money put,
            Money get,
            Money read,
            int minimumDays,
            long minimumBytes,
            long ownOverhead,
            long standardOverhead) {}

    /**
     * What a thaw costs.
     *
     * @param gigabyte of a GB thawed
     * @param requests of 1,000 requests
     */
    public record OfThaw(Money gigabyte, Money requests) {}

    /**
     * The prices of a class.
     *
     * @throws UserException if they are not known
     */
    public OfClass of(StorageClass storageClass) {
        return Optional.ofNullable(classes.get(storageClass))
                .orElseThrow(() -> unknown("storage class " + storageClass));
    }

    /**
     * The prices of a thaw.
     *
     * @throws UserException if they are not known
     */
    public OfThaw of(StorageClass storageClass, ThawTier tier) {
        return Optional.ofNullable(thaws.getOrDefault(storageClass, Map.of()).get(tier))
                .orElseThrow(
                        () -> unknown("a thaw of %s with tier %s".formatted(storageClass, tier)));
    }

    private UserException unknown(String what) {
        return new UserException(
                ErrorKind.USAGE,
                "cannot tell the price of %s: the prices of region %s do not have it"
                        .formatted(what, region),
                "add it to a file of prices and name that with cost.prices");
    }
}
