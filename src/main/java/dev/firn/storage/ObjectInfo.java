package dev.firn.storage;

/**
 * What a store says of an object.
 *
 * @param bytes its length
 * @param storageClass the class it was put in; stays so while it is thawed
 */
public record ObjectInfo(
        ObjectKey key, long bytes, StorageClass storageClass, Availability availability) {

    /** An object of a store that has no other class than STANDARD. */
    public ObjectInfo(ObjectKey key, long bytes) {
        this(key, bytes, StorageClass.STANDARD, Availability.AT_HAND);
    }
}
