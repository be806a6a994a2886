package dev.firn.storage;

import org.jspecify.annotations.Nullable;

/** The object is there and cannot be read: it was not thawed, is not yet, or is no longer. */
public final class FrozenObjectException extends StorageException {

    public FrozenObjectException(ObjectKey key, @Nullable Throwable cause) {
        super("object '%s' is frozen".formatted(key), key, cause);
    }
}
