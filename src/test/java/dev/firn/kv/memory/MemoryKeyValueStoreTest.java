package dev.firn.kv.memory;

import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStoreContract;

class MemoryKeyValueStoreTest extends KeyValueStoreContract {

    @Override
    protected KeyValueStore newStore() {
        return new MemoryKeyValueStore();
    }

    @Override
    protected KeyValueStore secondView(KeyValueStore store) {
        return store; // memory is of one process
    }
}
