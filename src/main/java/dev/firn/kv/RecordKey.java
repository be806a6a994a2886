package dev.firn.kv;

import java.util.regex.Pattern;

/**
 * The composite key of a record: the table is the kind of record, the partition is what a listing
 * stays inside (DynamoDB's partition key), and the sort part is what it is ordered by (DynamoDB's
 * sort key). All of {@code [A-Za-z0-9._/-]}, the table without the slash, at most 200 characters
 * each, none empty.
 */
public record RecordKey(String table, String partition, String sort) {

    private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9._-]{1,200}");
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._/-]{1,200}");

    public RecordKey {
        require(table, TABLE);
        require(partition, VALID);
        require(sort, VALID);
    }

    private static void require(String part, Pattern valid) {
        if (!valid.matcher(part).matches()) {
            throw new IllegalArgumentException("'" + part + "' is not a part of a record key");
        }
    }

    @Override
    public String toString() {
        return table + ":" + partition + ":" + sort;
    }
}
