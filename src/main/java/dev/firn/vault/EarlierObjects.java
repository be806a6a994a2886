package dev.firn.vault;

import dev.firn.storage.NotPermittedException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an earlier, interrupted run stored: is it still there? A store that permits this host to
 * create and not to look does not say. Then the host's own note counts, which it made after the
 * store had answered, for as long as nobody can have taken the objects for garbage: decision 80.
 */
final class EarlierObjects {

    /** Less than half of the time for which unfinished snapshots are left alone. */
    static final Duration BELIEVED = Duration.ofDays(14);

    private final ObjectStore store;
    private final boolean isRecent;

    /**
     * @param noted when the host noted last that it had stored something
     */
    EarlierObjects(ObjectStore store, Instant noted, Clock clock) {
        this.store = store;
        Duration age = Duration.between(noted, clock.instant());
        // A clock that was set back must not make an old note look recent.
        this.isRecent = age.compareTo(BELIEVED) < 0 && age.compareTo(Duration.ofMinutes(-1)) > 0;
    }

    /** Whether the object is in the store with so many bytes, as far as can be known. */
    boolean isThere(ObjectKey key, long bytes) throws IOException {
        try {
            Optional<ObjectInfo> info = store.info(key);
            return info.isPresent() && info.get().bytes() == bytes;
        } catch (NotPermittedException e) {
            return isRecent;
        }
    }
}
