package dev.firn.catalog;

import dev.firn.kv.RecordKey;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import org.jspecify.annotations.Nullable;

/** A record that cannot be what was written: it does not parse, or it breaks an invariant. */
public final class DamagedRecordException extends UserException {

    public DamagedRecordException(RecordKey key, String reason, @Nullable Throwable cause) {
        super(
                ErrorKind.VAULT_DAMAGED,
                "record '%s' is damaged: %s".formatted(key, reason),
                "make it again from the vault's manifests with 'firn rebuild';"
                        + " docs/restore-without-firn.md restores without it",
                cause);
    }
}
