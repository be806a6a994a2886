package dev.firn.storage;

/**
 * The store's own rules do not let these credentials do it: a role that may create objects need not
 * be able to look at them. Nothing is said about whether there is such an object.
 */
public final class NotPermittedException extends StorageException {

    public NotPermittedException(ObjectKey key, Throwable cause) {
        super("the store does not permit to look at object '%s'".formatted(key), key, cause);
    }
}
