package dev.firn.kv;

import java.io.IOException;

/** A record was not in the expected state; nothing was changed. Read it again and decide anew. */
public final class ConditionFailedException extends IOException {

    public ConditionFailedException(RecordKey key) {
        super("record '%s' was changed by someone else".formatted(key));
    }
}
