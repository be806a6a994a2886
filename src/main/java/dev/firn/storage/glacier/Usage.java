package dev.firn.storage.glacier;

import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was used of a glacier, for a bill. Requests that failed by no fault of S3 are in it: S3
 * charges for them, too.
 *
 * @param requests how many, of each kind
 * @param downloadedBytes read by anybody, of objects of each class; as long as a reader lives to
 *     close the object
 * @param stays of each object that is or was there, for the months it is charged for
 * @param thawedCopies of each thaw, for the time that S3 charges a second copy in STANDARD
 */
public record Usage(
        Map<RequestKind, Long> requests,
        Map<ThawKind, Long> thawedBytes,
        Map<StorageClass, Long> downloadedBytes,
        List<Stay> stays,
        List<Copy> thawedCopies) {

    public Usage {
        requests = Map.copyOf(requests);
        thawedBytes = Map.copyOf(thawedBytes);
        downloadedBytes = Map.copyOf(downloadedBytes);
        stays = List.copyOf(stays);
        thawedCopies = List.copyOf(thawedCopies);
    }

    /**
     * What the price of a request depends on.
     *
     * @param storageClass of the object; STANDARD for listings
     * @param tier of a request to thaw that began one or made it faster
     */
    public record RequestKind(
            Request request, StorageClass storageClass, Optional<ThawTier> tier) {}

    /** What the price of a thawed byte depends on. */
    public record ThawKind(StorageClass storageClass, ThawTier tier) {}

    /**
     * An object in storage.
     *
     * @param time for which it was there until now or until it was deleted
     * @param isDeleted whether an end before the class's minimum is charged for
     */
    public record Stay(StorageClass storageClass, long bytes, Duration time, boolean isDeleted) {}

    /** For how long a thawed object was readable until now. */
    public record Copy(long bytes, Duration time) {}
}
