package dev.firn.sendstream;

/**
 * A time as btrfs has it (struct btrfs_timespec). The nanoseconds are as in the stream, whatever
 * they are.
 *
 * @param seconds since the epoch, negative before 1970
 */
public record StreamTime(long seconds, int nanos) {}
