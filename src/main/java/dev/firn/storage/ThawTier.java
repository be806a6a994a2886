package dev.firn.storage;

/**
 * How fast and dear a thaw is, the slowest first (Amazon S3 API Reference, RestoreObject,
 * GlacierJobParameters).
 */
public enum ThawTier {
    BULK,
    STANDARD,
    EXPEDITED
}
