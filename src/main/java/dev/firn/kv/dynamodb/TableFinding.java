package dev.firn.kv.dynamodb;

/**
 * Something about a table that is not as it should be.
 *
 * @param table its name in DynamoDB
 * @param message what is wrong, in lower case and without a full stop
 * @param hint what to do about it
 */
public record TableFinding(Kind kind, String table, String message, String hint) {

    /** What is wrong with a table. */
    public enum Kind {
        /** It does not exist. */
        MISSING(true),
        /** It is being made, changed or deleted, or its key was lost. */
        NOT_ACTIVE(true),
        /** Its keys are others: it is no table of Firn. */
        OTHER_KEYS(true),
        /** It has other units a second than asked for, or another way to pay. */
        OTHER_CAPACITY(false),
        /** It can be deleted by mistake. */
        NO_DELETION_PROTECTION(false),
        /** What was in it yesterday cannot be brought back. */
        NO_POINT_IN_TIME_RECOVERY(false),
        /** Tombstones stay for ever. */
        NO_EXPIRY(false);

        private final boolean isFatal;

        Kind(boolean isFatal) {
            this.isFatal = isFatal;
        }

        /** Whether a vault cannot be used with such a table. */
        public boolean isFatal() {
            return isFatal;
        }
    }
}
