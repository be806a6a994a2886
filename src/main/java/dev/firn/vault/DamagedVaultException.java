package dev.firn.vault;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import org.jspecify.annotations.Nullable;

/** What the vault holds is not what was stored. */
public final class DamagedVaultException extends UserException {

    public DamagedVaultException(String message, String hint, @Nullable Throwable cause) {
        super(ErrorKind.VAULT_DAMAGED, message, hint, cause);
    }
}
