/**
 * The index of a snapshot: the commands of its send stream without file data, small enough to be
 * kept hot. {@link dev.firn.index.IndexWriter} makes it while the stream passes, {@link
 * dev.firn.index.IndexReader} gives the commands back. docs/format-index.md describes the bytes.
 *
 * <p>Knows the send stream and nothing of vaults: whoever calls it brings the bytes, compressed and
 * encrypted or not.
 */
@NullMarked
package dev.firn.index;

import org.jspecify.annotations.NullMarked;
