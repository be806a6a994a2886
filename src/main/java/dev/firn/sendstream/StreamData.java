package dev.firn.sendstream;

/**
 * Data of a file, by its place in the stream.
 *
 * @param offset where it begins, counted from the start of the stream
 * @param length in bytes
 */
public record StreamData(long offset, int length) {}
