/**
 * Records in Amazon DynamoDB: the metadata store of a vault in the cloud.
 *
 * <p>One table per kind of record ({@code RecordKey.table}); the partition is the partition key,
 * the sort part the sort key, so that a listing is a strongly consistent Query and never a Scan. An
 * item is laid out as {@link dev.firn.kv.dynamodb.Items} says. {@link
 * dev.firn.kv.dynamodb.DynamoKeyValueStore} reads and writes; {@link
 * dev.firn.kv.dynamodb.DynamoTables} makes and checks the tables. No batches: DynamoDB knows no
 * conditions in them.
 */
@NullMarked
package dev.firn.kv.dynamodb;

import org.jspecify.annotations.NullMarked;
