package dev.firn.codec;

import dev.firn.crypto.Crypto;
import dev.firn.keys.Identities;
import dev.firn.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Decrypts and decompresses chunks, one after the other. Holds two direct buffers of a frame's size
 * and is used by one thread.
 */
public final class ChunkDecoder implements AutoCloseable {

    private final Identities identities;
    private final FrameDecompressor decompressor = new FrameDecompressor();
    private ByteBuffer compressed = ByteBuffer.allocateDirect(0);
    private ByteBuffer plain = ByteBuffer.allocateDirect(0);

    /** Decodes with {@code identities}, which the caller closes. */
    public ChunkDecoder(Identities identities) {
        this.identities = identities;
    }

    /**
     * Decodes a chunk and gives its frames to {@code sink}, in order.
     *
     * <p>Each frame was authenticated before it is given away, but only when this returns is it
     * certain that all of them were there: a caller that cannot take back what it did with them
     * decodes to a place where it can.
     *
     * @param stored the chunk's stored bytes, read to their end; the caller closes it
     * @throws DamagedChunkException if the chunk is not what {@code expected} says
     * @throws dev.firn.report.UserException of kind WRONG_KEY if no identity is one of the
     *     recipients of the chunk; nothing was read then
     * @throws IOException what {@code stored} or {@code sink} threw
     */
    public void decode(InputStream stored, ChunkDescription expected, FrameSink sink)
            throws IOException {
        grow(expected.frames());
        MessageDigest digest = Crypto.sha256();
        try (ChunkReader reader = new ChunkReader(stored, identities, expected)) {
            while (reader.hasNext()) {
                compressed.clear();
                FrameDecompressor.Frame frame = reader.next(compressed);
                plain.clear();
                decompressor.decompress(frame, compressed.flip(), plain);
                digest.update(plain.flip());
                sink.frame(plain.rewind());
            }
            reader.finish();
        }
        Sha256 found = Sha256.ofBytes(digest.digest());
        if (!found.equals(expected.plainSha256())) {
            throw new DamagedChunkException(
                    expected.header().chunk(),
                    "the SHA-256 of its stream bytes is %s instead of %s"
                            .formatted(found, expected.plainSha256()));
        }
    }

    private void grow(FrameTable frames) {
        if (plain.capacity() < frames.frameBytes()) {
            plain = ByteBuffer.allocateDirect(frames.frameBytes());
            compressed = ByteBuffer.allocateDirect(FrameCompressor.boundBytes(frames.frameBytes()));
        }
    }

    /** Gives the native memory back. */
    @Override
    public void close() {
        decompressor.close();
    }
}
