package dev.firn.storage;

/**
 * What a listing says of an object.
 *
 * @param bytes its length
 */
public record ObjectInfo(ObjectKey key, long bytes) {}
