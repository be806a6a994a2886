package dev.firn.catalog;

import dev.firn.kv.RecordKey;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A record that cannot be what was written: it does not parse, or it breaks an invariant. */
public final class DamagedRecordException extends IOException {

    public DamagedRecordException(RecordKey key, String reason, @Nullable Throwable cause) {
        super("record '%s' is damaged: %s".formatted(key, reason), cause);
    }
}
