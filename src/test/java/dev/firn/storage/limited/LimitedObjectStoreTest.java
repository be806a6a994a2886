package dev.firn.storage.limited;

import dev.firn.model.RateSchedule;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.ObjectStoreContract;
import dev.firn.storage.memory.MemoryObjectStore;
import java.util.List;
import java.util.OptionalLong;

/** The contract holds under a limit, here one that is not felt. */
class LimitedObjectStoreTest extends ObjectStoreContract {

    private static final RateSchedule FAST = new RateSchedule(OptionalLong.of(1L << 40), List.of());

    @Override
    protected ObjectStore newStore() {
        return new LimitedObjectStore(
                new MemoryObjectStore(), RateLimit.of(FAST), RateLimit.of(FAST));
    }

    @Override
    protected ObjectStore secondView(ObjectStore store) {
        return store;
    }
}
