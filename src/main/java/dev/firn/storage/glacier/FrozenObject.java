package dev.firn.storage.glacier;

import dev.firn.storage.Availability;
import dev.firn.storage.StorageClass;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a ledger says of an object. */
final class FrozenObject {

    final StorageClass storageClass;
    final long bytes;
    final Instant put;
    @Nullable Thawed thaw;

    FrozenObject(StorageClass storageClass, long bytes, Instant put) {
        this.storageClass = storageClass;
        this.bytes = bytes;
        this.put = put;
    }

    /** The thaw that is under way or makes the object readable. */
    Optional<Thawed> currentThaw(Instant now) {
        return Optional.ofNullable(thaw)
                .filter(found -> found.isUnderWay(now) || found.isReadable(now));
    }

    Availability availability(Instant now) {
        if (!storageClass.isFrozen()) {
            return Availability.AT_HAND;
        }
        return currentThaw(now)
                .map(found ->
                        found.isUnderWay(now)
                                ? Availability.THAWING
                                : Availability.thawed(found.until()))
                .orElse(Availability.FROZEN);
    }
}
