package dev.firn.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A storage failure that callers tell apart from others. Anything else is a plain {@link
 * IOException}.
 */
public abstract sealed class StorageException extends IOException
        permits CorruptContentException,
                FrozenObjectException,
                NoSuchObjectException,
                NotPermittedException,
                ObjectExistsException,
                OutcomeUnknownException {

    private final ObjectKey key;

    StorageException(String message, ObjectKey key, @Nullable Throwable cause) {
        super(message, cause);
        this.key = key;
    }

    /** The object the failed call was about. */
    public final ObjectKey key() {
        return key;
    }
}
