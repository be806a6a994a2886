package dev.firn.testing;

import dev.firn.storage.Content;
import dev.firn.storage.NotPermittedException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a role sees that may create objects, and look at all but chunks. Deletes nothing. */
public final class WriterStore implements ObjectStore {

    private final ObjectStore store;

    public WriterStore(ObjectStore store) {
        this.store = store;
    }

    private static void requirePermission(ObjectKey key) throws IOException {
        if (key.name().startsWith("chunks/")) {
            throw new NotPermittedException(key, new IOException("403"));
        }
    }

    @Override
    public void put(ObjectKey key, Content content, StorageClass storageClass) throws IOException {
        store.put(key, content, storageClass);
    }

    @Override
    public Optional<ObjectInfo> info(ObjectKey key) throws IOException {
        requirePermission(key);
        return store.info(key);
    }

    @Override
    public InputStream open(ObjectKey key, long offset, long length) throws IOException {
        requirePermission(key);
        return store.open(key, offset, length);
    }

    @Override
    public List<ObjectInfo> list(String prefix, Optional<ObjectKey> after) throws IOException {
        throw new IOException("it may not list '" + prefix + "'");
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        throw new IOException("it may not delete " + keys);
    }

    @Override
    public void close() {}
}
