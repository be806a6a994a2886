package dev.firn.storage;

/** The key is taken. */
public final class ObjectExistsException extends StorageException {

    public ObjectExistsException(ObjectKey key) {
        super("object '%s' exists already".formatted(key), key, null);
    }
}
