package dev.firn.storage.glacier;

import dev.firn.storage.ObjectKey;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What follows from the events of a ledger, in their order. */
final class Account {

    private final Map<ObjectKey, FrozenObject> objects = new HashMap<>();
    private final Map<Usage.RequestKind, Long> requests = new HashMap<>();
    private final Map<Usage.ThawKind, Long> thawed = new HashMap<>();
    private final List<Usage.Stay> ended = new ArrayList<>();
    private final List<Usage.Copy> copies = new ArrayList<>();
    private final Map<StorageClass, Long> downloaded = new EnumMap<>(StorageClass.class);
    private Duration passed = Duration.ZERO;
    private boolean hasCapacity = true;

    void apply(Event event) {
        switch (event) {
            case Event.Put put -> {
                count(Request.PUT, put.storageClass(), Optional.empty());
                objects.putIfAbsent(
                        put.key(), new FrozenObject(put.storageClass(), put.bytes(), put.at()));
            }
            case Event.NotPut not -> objects.remove(not.key());
            case Event.Deleted deleted -> delete(deleted);
            case Event.Thaw thaw -> thaw(thaw);
            case Event.Requested requested ->
                    count(requested.request(), requested.storageClass(), Optional.empty());
            case Event.Read read -> downloaded.merge(read.storageClass(), read.bytes(), Long::sum);
            case Event.Passed time -> passed = passed.plus(time.time());
            case Event.Capacity capacity -> hasCapacity = capacity.expedited();
        }
    }

    private void count(Request request, StorageClass storageClass, Optional<ThawTier> tier) {
        requests.merge(new Usage.RequestKind(request, storageClass, tier), 1L, Long::sum);
    }

    private void delete(Event.Deleted deleted) {
        FrozenObject object = objects.remove(deleted.key());
        if (object != null) {
            ended.add(stay(object, deleted.at(), true));
            endCopy(object, deleted.at());
        }
    }

    private void thaw(Event.Thaw event) {
        FrozenObject object = objects.get(event.key());
        if (object == null) {
            return; // deleted by another process at the same time
        }
        Instant now = event.at();
        Optional<Thawed> current = object.currentThaw(now);
        if (current.isPresent() && current.get().isReadable(now)) {
            count(Request.THAW, object.storageClass, Optional.empty());
            Instant until = Thawed.of(event.tier(), now, event.days()).until();
            object.thaw = new Thawed(current.get().tier(), current.get().ready(), until);
            return;
        }
        count(Request.THAW, object.storageClass, Optional.of(event.tier()));
        thawed.merge(
                new Usage.ThawKind(object.storageClass, event.tier()), object.bytes, Long::sum);
        if (current.isEmpty()) {
            endCopy(object, now);
        }
        Instant ready = now.plus(object.storageClass.thawTime(event.tier()).orElseThrow());
        Instant earlier = current.map(Thawed::ready).filter(ready::isAfter).orElse(ready);
        object.thaw = Thawed.of(event.tier(), earlier, event.days());
    }

    private void endCopy(FrozenObject object, Instant now) {
        if (object.thaw != null) {
            copies.add(new Usage.Copy(object.bytes, object.thaw.readable(now)));
        }
    }

    Optional<FrozenObject> object(ObjectKey key) {
        return Optional.ofNullable(objects.get(key));
    }

    Duration passed() {
        return passed;
    }

    boolean hasCapacity() {
        return hasCapacity;
    }

    Usage usage(Instant now) {
        List<Usage.Stay> stays = new ArrayList<>(ended);
        List<Usage.Copy> allCopies = new ArrayList<>(copies);
        for (FrozenObject object : objects.values()) {
            stays.add(stay(object, now, false));
            if (object.thaw != null) {
                allCopies.add(new Usage.Copy(object.bytes, object.thaw.readable(now)));
            }
        }
        return new Usage(requests, thawed, downloaded, stays, allCopies);
    }

    private static Usage.Stay stay(FrozenObject object, Instant end, boolean isDeleted) {
        return new Usage.Stay(
                object.storageClass, object.bytes, Duration.between(object.put, end), isDeleted);
    }
}
