package dev.firn.storage;

/**
 * A put that may or may not have taken effect. Nothing may be deleted because of it: look again, or
 * store under another key.
 */
public final class OutcomeUnknownException extends StorageException {

    public OutcomeUnknownException(ObjectKey key, Throwable cause) {
        super("it is unknown whether object '%s' was stored".formatted(key), key, cause);
    }
}
