package dev.firn.kv;

/** The limit on values, the same for every store, so that records can move between stores. */
public final class ValueLimit {

    private ValueLimit() {}

    /**
     * Requires a value within {@link KeyValueStore#VALUE_BYTES_MAX}.
     *
     * @throws IllegalArgumentException if it is longer
     */
    public static void check(RecordKey key, byte[] value) {
        if (value.length > KeyValueStore.VALUE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "record '%s' has %d bytes, more than %d"
                            .formatted(key, value.length, KeyValueStore.VALUE_BYTES_MAX));
        }
    }
}
