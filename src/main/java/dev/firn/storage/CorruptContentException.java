package dev.firn.storage;

/** The bytes that reached the store are not those that were announced. Nothing was stored. */
public final class CorruptContentException extends StorageException {

    public CorruptContentException(ObjectKey key) {
        super(
                "object '%s' was not stored: its bytes do not have the announced length and SHA-256"
                        .formatted(key),
                key,
                null);
    }
}
