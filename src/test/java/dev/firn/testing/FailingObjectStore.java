package dev.firn.testing;

import dev.firn.storage.Content;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.OutcomeUnknownException;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawAnswer;
import dev.firn.storage.ThawRequest;
import dev.firn.testing.Failure.Kind;
import dev.firn.testing.Failure.When;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A store whose nth put, delete or thaw fails. Closing it leaves the store behind it open. */
public final class FailingObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final Failure failure;

    public FailingObjectStore(ObjectStore store, Failure failure) {
        this.store = store;
        this.failure = failure;
    }

    @Override
    public void put(ObjectKey key, Content content, StorageClass storageClass) throws IOException {
        if (!failure.isNext()) {
            store.put(key, content, storageClass);
            return;
        }
        if (failure.when() == When.AFTER) {
            store.put(key, content, storageClass);
        }
        IOException injected = failure.exception("put of " + key);
        throw failure.kind() == Kind.UNKNOWN
                ? new OutcomeUnknownException(key, injected)
                : injected;
    }

    /** If it fails after it was carried out, only half of the keys are gone: the contract's any. */
    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        if (!failure.isNext()) {
            store.delete(keys);
            return;
        }
        if (failure.when() == When.AFTER) {
            store.delete(keys.stream().limit((keys.size() + 1) / 2).toList());
        }
        throw failure.exception("delete of " + keys);
    }

    @Override
    public ThawAnswer thaw(ObjectKey key, ThawRequest request) throws IOException {
        if (!failure.isNext()) {
            return store.thaw(key, request);
        }
        if (failure.when() == When.AFTER) {
            store.thaw(key, request);
        }
        throw failure.exception("thaw of " + key);
    }

    @Override
    public InputStream open(ObjectKey key, long offset, long length) throws IOException {
        return store.open(key, offset, length);
    }

    @Override
    public Optional<ObjectInfo> info(ObjectKey key) throws IOException {
        return store.info(key);
    }

    @Override
    public List<ObjectInfo> list(String prefix, Optional<ObjectKey> after) throws IOException {
        return store.list(prefix, after);
    }

    @Override
    public void close() {}
}
