package dev.firn.kv;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Small records under composite keys, changed by compare-and-set only.
 *
 * <p>Every implementation keeps these promises, and {@code KeyValueStoreContract} checks them:
 *
 * <ul>
 *   <li>A write is atomic and durable when the call returns, and every later read, by any process,
 *       sees it.
 *   <li>Of several writers with the same expectation exactly one succeeds.
 *   <li>A version is never reused for another state of the same key, not even after a delete.
 *   <li>Calls may come from several threads and several processes at once.
 *   <li>Retries happen inside; a store recognises its own write if the answer to it was lost. What
 *       it cannot find out it reports as {@link OutcomeUnknownException}, after which the caller
 *       reads again and deletes nothing.
 * </ul>
 */
public interface KeyValueStore extends Closeable {

    /** The largest value in bytes: DynamoDB takes items of 400 kB with names and keys. */
    int VALUE_BYTES_MAX = 350_000;

    /** The most records one page of a listing has. */
    int PAGE_RECORDS_MAX = 1000;

    /** Reads a record; empty if there is none. Sees every write that returned before. */
    Optional<Versioned> get(RecordKey key) throws IOException;

    /**
     * Creates a record.
     *
     * @return the version of the new record
     * @throws ConditionFailedException if there is one already; it is left as it was
     * @throws OutcomeUnknownException if the record may or may not have been written
     * @throws IllegalArgumentException if the value is longer than {@link #VALUE_BYTES_MAX}
     */
    Version create(RecordKey key, byte[] value) throws IOException;

    /**
     * Replaces a record that still has the version {@code expected}.
     *
     * @return the new version
     * @throws ConditionFailedException if the record has another version or is gone
     * @throws OutcomeUnknownException if the record may or may not have been written
     * @throws IllegalArgumentException if the value is longer than {@link #VALUE_BYTES_MAX}
     */
    Version replace(RecordKey key, byte[] value, Version expected) throws IOException;

    /**
     * Deletes a record that still has the version {@code expected}.
     *
     * @throws ConditionFailedException if the record has another version or is gone
     * @throws OutcomeUnknownException if the record may or may not have been deleted
     */
    void delete(RecordKey key, Version expected) throws IOException;

    /**
     * Lists records of one table and partition whose sort part starts with {@code sortPrefix}, in
     * ascending order of the sort part's characters: at most {@value #PAGE_RECORDS_MAX}, and fewer
     * if the store's own limit (1 MB in DynamoDB) says so.
     *
     * @param after list only records whose sort part is greater than this; empty for the first page
     * @return empty if and only if there are no further records
     */
    List<Entry> list(String table, String partition, String sortPrefix, Optional<String> after)
            throws IOException;

    @Override
    void close() throws IOException;

    /** A value and the version it has. The array is the caller's own. */
    record Versioned(byte[] value, Version version) {}

    /** A record of a listing. The array is the caller's own. */
    record Entry(RecordKey key, byte[] value, Version version) {}

    /** Stands for one state of one record. Means nothing outside the store that made it. */
    record Version(String token) {}
}
