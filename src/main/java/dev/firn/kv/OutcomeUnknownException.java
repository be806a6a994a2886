package dev.firn.kv;

import java.io.IOException;

/**
 * A write that may or may not have taken effect. Nothing may be deleted because of it; whoever goes
 * on reads the record first.
 */
public final class OutcomeUnknownException extends IOException {

    public OutcomeUnknownException(RecordKey key, Throwable cause) {
        super("it is unknown whether record '%s' was written".formatted(key), cause);
    }
}
