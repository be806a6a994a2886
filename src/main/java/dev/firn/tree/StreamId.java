package dev.firn.tree;

import java.util.UUID;

/**
 * A send stream as commands name it.
 *
 * @param uuid that it carries: the received uuid of its snapshot, or its own
 * @param generation ctransid of its snapshot
 */
public record StreamId(UUID uuid, long generation) {}
