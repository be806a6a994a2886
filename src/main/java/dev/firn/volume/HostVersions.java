package dev.firn.volume;

/**
 * What made or takes a stream.
 *
 * @param streamVersion the highest send stream protocol that kernel and tools have in common
 */
public record HostVersions(String kernel, String btrfsProgs, int streamVersion) {}
