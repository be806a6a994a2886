/**
 * Records in an SQLite database: the metadata store of a vault in a directory.
 *
 * <p>One table, rows ordered by key. A rollback journal rather than a write-ahead log, so that a
 * database on a read-only disk can be read. The only package that sees SQLite.
 */
@NullMarked
package dev.firn.kv.sqlite;

import org.jspecify.annotations.NullMarked;
