package dev.firn.storage.memory;

import dev.firn.storage.ObjectStore;
import dev.firn.storage.ObjectStoreContract;

class MemoryObjectStoreTest extends ObjectStoreContract {

    @Override
    protected ObjectStore newStore() {
        return new MemoryObjectStore();
    }

    @Override
    protected ObjectStore secondView(ObjectStore store) {
        return store;
    }
}
