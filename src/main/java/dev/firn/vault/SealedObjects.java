package dev.firn.vault;

import dev.firn.codec.DamagedObjectException;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Fetches what {@link SealedUpload} stored to a temporary file, and compares it with what was
 * signed for. Nothing is decrypted before.
 */
final class SealedObjects {

    private static final int READ_BYTES = 1 << 20;

    private final ObjectStore store;
    private final Path temporary;

    /**
     * @param temporary a directory of Firn's own; may be missing yet
     */
    SealedObjects(ObjectStore store, Path temporary) {
        this.store = store;
        this.temporary = temporary;
    }

    /**
     * Fetches one. The caller discards it.
     *
     * @throws DamagedObjectException if it is missing or is not what was stored
     */
    FileBytes fetch(ObjectKey key, StoredPart part) throws IOException {
        OwnerOnly.makeDirectory(temporary);
        FileBytes file = new FileBytes(temporary.resolve(UUID.randomUUID() + ".sealed"));
        try {
            fetch(key, part, file);
            return file;
        } catch (IOException | RuntimeException e) {
            file.discard();
            throw e;
        }
    }

    private void fetch(ObjectKey key, StoredPart part, FileBytes target) throws IOException {
        Optional<ObjectInfo> info = store.info(key);
        if (info.isEmpty()) {
            throw new DamagedObjectException("it is missing", null);
        }
        if (info.get().bytes() != part.bytes()) {
            throw new DamagedObjectException(
                    "it has %d bytes, and was stored with %d"
                            .formatted(info.get().bytes(), part.bytes()),
                    null);
        }
        try (InputStream in = store.open(key, 0, part.bytes())) {
            byte[] buffer = new byte[READ_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                target.write(ByteBuffer.wrap(buffer, 0, count));
            }
        } catch (NoSuchObjectException e) {
            throw new DamagedObjectException("it is missing", e);
        }
        target.close();
        if (!target.sha256().equals(part.sha256())) {
            throw new DamagedObjectException("its SHA-256 is wrong", null);
        }
    }
}
