package dev.firn.testing;

import dev.firn.kv.KeyValueStore;
import dev.firn.kv.OutcomeUnknownException;
import dev.firn.kv.RecordKey;
import dev.firn.testing.Failure.Kind;
import dev.firn.testing.Failure.When;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A store whose nth write fails. Closing it leaves the store behind it open. */
public final class FailingKeyValueStore implements KeyValueStore {

    private final KeyValueStore store;
    private final Failure failure;

    public FailingKeyValueStore(KeyValueStore store, Failure failure) {
        this.store = store;
        this.failure = failure;
    }

    @Override
    public Version create(RecordKey key, byte[] value) throws IOException {
        return write("create", key, () -> store.create(key, value));
    }

    @Override
    public Version replace(RecordKey key, byte[] value, Version expected) throws IOException {
        return write("replace", key, () -> store.replace(key, value, expected));
    }

    @Override
    public void delete(RecordKey key, Version expected) throws IOException {
        write(
                "delete",
                key,
                () -> {
                    store.delete(key, expected);
                    return expected;
                });
    }

    private interface Write {
        Version run() throws IOException;
    }

    private Version write(String verb, RecordKey key, Write write) throws IOException {
        if (!failure.isNext()) {
            return write.run();
        }
        if (failure.when() == When.AFTER) {
            write.run();
        }
        IOException injected = failure.exception(verb + " of " + key);
        throw failure.kind() == Kind.UNKNOWN
                ? new OutcomeUnknownException(key, injected)
                : injected;
    }

    @Override
    public Optional<Versioned> get(RecordKey key) throws IOException {
        return store.get(key);
    }

    @Override
    public List<Entry> list(
            String table, String partition, String sortPrefix, Optional<String> after)
            throws IOException {
        return store.list(table, partition, sortPrefix, after);
    }

    @Override
    public void close() {}
}
