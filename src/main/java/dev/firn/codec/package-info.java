/**
 * Turns the frames of a chunk into stored bytes and back: independent zstd frames, inside an age
 * file. docs/format-chunk.md describes the bytes.
 *
 * <p>Compression and encryption are separate, because the first runs on many threads and the second
 * on one: {@link dev.firn.codec.FrameCompressor} and {@link dev.firn.codec.ChunkEncoder} on the way
 * in, {@link dev.firn.codec.ChunkReader} and {@link dev.firn.codec.FrameDecompressor} on the way
 * out. {@link dev.firn.codec.ChunkDecoder} is the latter two on one thread.
 *
 * <p>Uses {@code keys}, {@code model} and {@code report}. Knows nothing of stores and of the send
 * stream: whoever calls it brings the bytes and digests what is stored.
 */
@NullMarked
package dev.firn.codec;

import org.jspecify.annotations.NullMarked;
