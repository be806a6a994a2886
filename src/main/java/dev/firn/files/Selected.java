package dev.firn.files;

import dev.firn.sendstream.StreamPath;

/**
 * What is to be brought back.
 *
 * @param node in the tree
 * @param path in the snapshot
 * @param target where it goes, below the destination; empty for the snapshot's root, whose content
 *     goes into the destination itself
 */
public record Selected(long node, StreamPath path, StreamPath target) {}
