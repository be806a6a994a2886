package dev.firn.report;

/**
 * Something that a check found to be other than it should be.
 *
 * @param subject what it is about, as in "bucket 'acme'"
 * @param message what is wrong with it, in lower case and without a full stop
 * @param hint what to do about it
 */
public record Finding(Severity severity, String subject, String message, String hint) {

    /** How bad it is. */
    public enum Severity {
        /** Worth knowing; nothing need be done. */
        INFO,
        /** It works, and something that protects or spares is missing. */
        WARNING,
        /** A backup or a restore fails, or what is stored is in danger. */
        ERROR
    }
}
