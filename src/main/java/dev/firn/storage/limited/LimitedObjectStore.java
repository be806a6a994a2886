package dev.firn.storage.limited;

import dev.firn.storage.Content;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawAnswer;
import dev.firn.storage.ThawRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Another store, with a limit to the bytes of objects that pass to and from it. Headers, listings
 * and what is sent a second time inside the other store are not counted.
 */
public final class LimitedObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final RateLimit upload;
    private final RateLimit download;

    /** Closes {@code store} when it is closed. */
    public LimitedObjectStore(ObjectStore store, RateLimit upload, RateLimit download) {
        this.store = store;
        this.upload = upload;
        this.download = download;
    }

    @Override
    public void put(ObjectKey key, Content content, StorageClass storageClass) throws IOException {
        store.put(key, new LimitedContent(content, upload), storageClass);
    }

    @Override
    public ThawAnswer thaw(ObjectKey key, ThawRequest request) throws IOException {
        return store.thaw(key, request);
    }

    @Override
    public InputStream open(ObjectKey key, long offset, long length) throws IOException {
        return new LimitedInputStream(store.open(key, offset, length), download);
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
    public void delete(Collection<ObjectKey> keys) throws IOException {
        store.delete(keys);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
