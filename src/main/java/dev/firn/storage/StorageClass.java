package dev.firn.storage;

import java.time.Duration;
import java.util.Optional;

/**
 * The price class of an object, with the name it has in S3 (Amazon S3 User Guide, "Understanding
 * and managing Amazon S3 storage classes").
 */
public enum StorageClass {
    STANDARD,
    STANDARD_IA,
    GLACIER_IR,
    /** Flexible Retrieval. */
    GLACIER,
    DEEP_ARCHIVE;

    /** Whether objects of this class are frozen: readable for a time only, after a thaw. */
    public boolean isFrozen() {
        return this == GLACIER || this == DEEP_ARCHIVE;
    }

    /**
     * For stores that have no other class.
     *
     * @throws IllegalArgumentException if this is not {@link #STANDARD}
     */
    public void requireStandard() {
        if (this != STANDARD) {
            throw new IllegalArgumentException("this store has no class " + this);
        }
    }

    /**
     * How long after the request an object of this class is readable, at most; empty if the class
     * is not frozen or does not have the tier. Figures of the Amazon S3 User Guide, "Understanding
     * archive retrieval options"; expedited is for objects below 250 MB.
     */
    public Optional<Duration> thawTime(ThawTier tier) {
        return switch (this) {
            case GLACIER ->
                    Optional.of(
                            switch (tier) {
                                case BULK -> Duration.ofHours(12);
                                case STANDARD -> Duration.ofHours(5);
                                case EXPEDITED -> Duration.ofMinutes(5);
                            });
            case DEEP_ARCHIVE ->
                    switch (tier) {
                        case BULK -> Optional.of(Duration.ofDays(2));
                        case STANDARD -> Optional.of(Duration.ofHours(12));
                        case EXPEDITED -> Optional.empty();
                    };
            case STANDARD, STANDARD_IA, GLACIER_IR -> Optional.empty();
        };
    }
}
