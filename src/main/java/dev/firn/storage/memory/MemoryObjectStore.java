package dev.firn.storage.memory;

import dev.firn.model.Sha256;
import dev.firn.storage.Content;
import dev.firn.storage.CorruptContentException;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.ObjectExistsException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** An {@link ObjectStore} in memory. */
public final class MemoryObjectStore implements ObjectStore {

    private final ConcurrentNavigableMap<ObjectKey, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public void put(ObjectKey key, Content content, StorageClass storageClass) throws IOException {
        storageClass.requireStandard();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        content.writeTo(Channels.newChannel(bytes));
        byte[] array = bytes.toByteArray();
        if (array.length != content.length() || !Sha256.of(array).equals(content.sha256())) {
            throw new CorruptContentException(key);
        }
        if (objects.putIfAbsent(key, array) != null) {
            throw new ObjectExistsException(key);
        }
    }

    @Override
    public InputStream open(ObjectKey key, long offset, long length) throws IOException {
        byte[] array = objects.get(key);
        if (array == null) {
            throw new NoSuchObjectException(key);
        }
        if (offset < 0 || length < 0 || offset > array.length - length) {
            throw new IOException(
                    "object '%s' has %d bytes, not %d from %d"
                            .formatted(key, array.length, length, offset));
        }
        return new ByteArrayInputStream(array, Math.toIntExact(offset), Math.toIntExact(length));
    }

    @Override
    public Optional<ObjectInfo> info(ObjectKey key) {
        return Optional.ofNullable(objects.get(key))
                .map(array -> new ObjectInfo(key, array.length));
    }

    @Override
    public List<ObjectInfo> list(String prefix, Optional<ObjectKey> after) {
        var tail = after.isPresent() ? objects.tailMap(after.get(), false) : objects;
        List<ObjectInfo> page = new ArrayList<>();
        for (var entry : tail.entrySet()) {
            if (page.size() == PAGE_ENTRIES_MAX) {
                break;
            }
            if (entry.getKey().name().startsWith(prefix)) {
                page.add(new ObjectInfo(entry.getKey(), entry.getValue().length));
            }
        }
        return page;
    }

    @Override
    public void delete(Collection<ObjectKey> keys) {
        keys.forEach(objects::remove);
    }

    /** Replaces an object's bytes, which no store does of itself: for tests of damage. */
    public void damage(ObjectKey key, byte[] bytes) {
        objects.replace(key, Objects.requireNonNull(bytes));
    }

    @Override
    public void close() {}
}
