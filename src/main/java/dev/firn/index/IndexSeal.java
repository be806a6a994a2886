package dev.firn.index;

import dev.firn.model.Sha256;

/**
 * What stands at the end of an index: that it is whole, and of which stream.
 *
 * @param protocol version of the send stream
 * @param commands how many the stream has, its end included
 * @param streamBytes its length
 * @param stream digest of the stream, as docs/format-index.md defines it
 */
public record IndexSeal(int protocol, long commands, long streamBytes, Sha256 stream) {}
