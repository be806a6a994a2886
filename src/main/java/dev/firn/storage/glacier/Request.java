package dev.firn.storage.glacier;

/** The kinds of request that S3 charges for apart. */
public enum Request {
    PUT,
    GET,
    HEAD,
    LIST,
    DELETE,
    THAW
}
