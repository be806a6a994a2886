/**
 * The trees of snapshots, put together from their indexes without reading a chunk: every name,
 * attribute and extent, and where in which stream the data lies.
 *
 * <p>{@link dev.firn.tree.Trees} keeps the trees of a volume in files on the host, a cache that may
 * be deleted. They share what they have in common: {@link dev.firn.tree.Pages} is a B+ tree whose
 * pages are never changed once they belong to a snapshot, so that the parent's tree is there as
 * long as that of its child is built, and afterwards (decision 61).
 */
@NullMarked
package dev.firn.tree;

import org.jspecify.annotations.NullMarked;
