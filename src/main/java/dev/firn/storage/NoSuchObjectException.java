package dev.firn.storage;

/** There is no such object. */
public final class NoSuchObjectException extends StorageException {

    public NoSuchObjectException(ObjectKey key) {
        super("object '%s' does not exist".formatted(key), key, null);
    }
}
