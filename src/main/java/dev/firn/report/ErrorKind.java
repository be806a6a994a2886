package dev.firn.report;

/** The kinds of failure a script may want to tell apart. Each has an exit code of its own. */
public enum ErrorKind {
    /** Anything that has no kind of its own. */
    FAILED,
    /** The command line or the configuration is wrong. */
    USAGE,
    /** What was asked for must be thawed first; run the same command again later. */
    THAW_PENDING,
    /** What the vault holds is not what was stored: changed, missing, swapped or forged. */
    VAULT_DAMAGED,
    /** Another Firn is at work on the same volume or destination. */
    BUSY,
    /** The volume, snapshot or file named by the user does not exist. */
    NOT_FOUND,
    /** The passphrase is wrong, or the identity is not one the vault is encrypted to. */
    WRONG_KEY,
    /** The store or the destination is full. */
    NO_SPACE,
    /** The vault cannot be reached, read or written to. */
    STORE_UNAVAILABLE
}
