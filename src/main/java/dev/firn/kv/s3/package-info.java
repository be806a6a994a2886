/**
 * Records as objects in S3: a metadata store for those who want no DynamoDB.
 *
 * <p>An object per record, {@code PREFIXmeta/TABLE/PARTITION/_SORT}, laid out as {@link
 * dev.firn.kv.s3.RecordObject} says, created with {@code If-None-Match: *} and replaced with {@code
 * If-Match}. A server that ignores these headers loses updates: {@link
 * dev.firn.kv.s3.S3KeyValueStore#requireConditions} tells.
 */
@NullMarked
package dev.firn.kv.s3;

import org.jspecify.annotations.NullMarked;
