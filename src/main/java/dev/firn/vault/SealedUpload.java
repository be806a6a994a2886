package dev.firn.vault;

import dev.firn.codec.SealedOutput;
import dev.firn.keys.Recipients;
import dev.firn.storage.ObjectExistsException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.OutcomeUnknownException;
import dev.firn.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Compresses and encrypts bytes into a temporary file, and stores it. Each attempt has an object of
 * its own, as for chunks: what an earlier one left cannot be read by the host, and so not be known
 * to be the same. Used by one thread.
 */
final class SealedUpload implements Closeable {

    /** A little smaller than what frames of chunks get, for next to no time. */
    private static final int COMPRESSION_LEVEL = 3;

    private final ObjectStore store;
    private final UUID id = UUID.randomUUID();
    private final ObjectKey key;
    private final FileBytes file;
    private final SealedOutput sealed;

    /**
     * @param key where an object of this id is stored
     * @param temporary a directory of Firn's own; may be missing yet
     */
    SealedUpload(
            ObjectStore store, Function<UUID, ObjectKey> key, Recipients recipients, Path temporary)
            throws IOException {
        this.store = store;
        this.key = key.apply(id);
        OwnerOnly.makeDirectory(temporary);
        this.file = new FileBytes(temporary.resolve(id + ".sealed"));
        this.sealed = new SealedOutput(recipients, file, COMPRESSION_LEVEL);
    }

    /** Takes the plain bytes; need not be closed. */
    OutputStream plain() {
        return sealed;
    }

    /** Ends the bytes and stores them. */
    StoredPart store() throws IOException {
        sealed.finish();
        file.close();
        try {
            putOrFind();
        } catch (OutcomeUnknownException e) {
            // Not a look: that it can be seen does not say that it is durable. A put does.
            putOrFind();
        }
        return new StoredPart(id, file.length(), file.sha256());
    }

    private void putOrFind() throws IOException {
        try {
            store.put(key, file);
        } catch (ObjectExistsException e) {
            requireStored(e);
        }
    }

    /** Nobody else has this key: what is there is what was put, if it is there. */
    private void requireStored(StorageException cause) throws IOException {
        Optional<ObjectInfo> info = store.info(key);
        if (info.isEmpty() || info.get().bytes() != file.length()) {
            throw cause;
        }
    }

    /** Deletes the temporary file. */
    @Override
    public void close() {
        sealed.close();
        file.discard();
    }
}
