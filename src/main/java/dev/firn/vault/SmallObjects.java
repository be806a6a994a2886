package dev.firn.vault;

import dev.firn.storage.Content;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.ObjectExistsException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.OutcomeUnknownException;
import dev.firn.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Objects that are read and written whole: the marker, keys and manifests. */
final class SmallObjects {

    private static final long BYTES_MAX = 64L << 20;

    private final ObjectStore store;

    SmallObjects(ObjectStore store) {
        this.store = store;
    }

    /**
     * Reads an object; empty if there is none.
     *
     * @throws DamagedVaultException if it is larger than any object of its kind
     */
    Optional<byte[]> read(ObjectKey key) throws IOException {
        Optional<ObjectInfo> info = store.info(key);
        if (info.isEmpty()) {
            return Optional.empty();
        }
        long bytes = info.get().bytes();
        if (bytes > BYTES_MAX) {
            throw new DamagedVaultException(
                    "cannot read '%s': it has %d bytes".formatted(key, bytes),
                    "get the object back from a copy of the vault",
                    null);
        }
        try (InputStream in = store.open(key, 0, bytes)) {
            return Optional.of(in.readAllBytes());
        } catch (NoSuchObjectException e) {
            return Optional.empty();
        }
    }

    /**
     * Stores an object that must have exactly these bytes. Finding them there is success: an
     * earlier try stored them.
     *
     * @throws DamagedVaultException if the key holds other bytes
     */
    void putSame(ObjectKey key, byte[] bytes) throws IOException {
        try {
            putOrFind(key, bytes);
        } catch (OutcomeUnknownException e) {
            // Not a look: that it can be seen does not say that it is durable. A put does.
            putOrFind(key, bytes);
        }
    }

    private void putOrFind(ObjectKey key, byte[] bytes) throws IOException {
        try {
            store.put(key, Content.of(bytes));
        } catch (ObjectExistsException e) {
            requireSame(key, bytes, e);
        }
    }

    private void requireSame(ObjectKey key, byte[] bytes, StorageException cause)
            throws IOException {
        Optional<byte[]> found = read(key);
        if (found.isEmpty()) {
            throw cause;
        }
        if (!Arrays.equals(found.get(), bytes)) {
            throw new DamagedVaultException(
                    "cannot store '%s': another object is there".formatted(key),
                    "an earlier backup of this snapshot was interrupted and its local state is"
                            + " gone: delete that local snapshot and run 'firn backup' again",
                    cause);
        }
    }
}
