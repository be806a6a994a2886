package dev.firn.storage;

/** What a store says to a request to thaw (Amazon S3 API Reference, RestoreObject). */
public enum ThawAnswer {
    /** It has begun, or goes on with a faster tier. 202 in S3. */
    REQUESTED,
    /** It is readable, and will be for as long as was asked for now. 200 in S3. */
    EXTENDED,
    /** An earlier request is still being worked on, and nothing was added. 409 in S3. */
    UNDER_WAY,
    /** The object is not frozen. 403 in S3. */
    NOT_FROZEN,
    /** There is no room for a thaw of the tier expedited; nothing was asked. 503 in S3. */
    NO_CAPACITY
}
