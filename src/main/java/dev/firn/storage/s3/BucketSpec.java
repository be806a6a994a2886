package dev.firn.storage.s3;

import java.util.Optional;

/**
 * What a bucket is to be like, besides private and owned by its account alone.
 *
 * @param isVersioned whether overwritten and deleted objects stay as older versions
 * @param lock for how long nobody may delete an object; implies versions
 */
public record BucketSpec(boolean isVersioned, Optional<Lock> lock) {

    public BucketSpec {
        isVersioned |= lock.isPresent();
    }

    /**
     * The default retention of new objects (S3 user guide, "Locking objects with Object Lock").
     *
     * @param isCompliance whether not even the account's owner can shorten it
     */
    public record Lock(int days, boolean isCompliance) {
        public Lock {
            if (days < 1 || days > 36_500) {
                throw new IllegalArgumentException("objects are locked for 1 to 36500 days");
            }
        }
    }
}
