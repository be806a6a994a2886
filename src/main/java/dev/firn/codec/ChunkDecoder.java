package dev.firn.codec;

import dev.firn.crypto.Crypto;
import dev.firn.keys.Identities;
import dev.firn.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decrypts and decompresses chunks, one after the other. Holds a few direct buffers of a frame's
 * size and is used by one thread.
 */
public final class ChunkDecoder implements AutoCloseable {

    /** One that is used and one that waits to be, beside the one that is being made. */
    private static final int FRAMES_KEPT = 2;

    private final Identities identities;
    private final FrameDecompressor decompressor = new FrameDecompressor();
    private ByteBuffer compressed = ByteBuffer.allocateDirect(0);
    private final List<ByteBuffer> plains = new ArrayList<>();
    private int given;

    /** Decodes with {@code identities}, which the caller closes. */
    public ChunkDecoder(Identities identities) {
        this.identities = identities;
    }

    /**
     * Decodes a chunk and gives its frames to {@code sink}, in order. A frame's buffer holds it
     * until {@value #FRAMES_KEPT} more frames were given away: they may be used on another thread
     * while the next is decoded.
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
        Optional<MessageDigest> digest = expected.plainSha256().map(sha256 -> Crypto.sha256());
        try (ChunkReader reader = new ChunkReader(stored, identities, expected)) {
            while (reader.hasNext()) {
                compressed.clear();
                FrameDecompressor.Frame frame = reader.next(compressed);
                ByteBuffer plain = plains.get(given++ % plains.size()).clear();
                decompressor.decompress(frame, compressed.flip(), plain);
                plain.flip();
                digest.ifPresent(whole -> whole.update(plain.duplicate()));
                sink.frame(plain);
            }
            reader.finish();
        }
        if (digest.isPresent()) {
            Sha256 found = Sha256.ofBytes(digest.get().digest());
            requireEqual(expected, found, expected.plainSha256().orElseThrow());
        }
    }

    private static void requireEqual(ChunkDescription expected, Sha256 found, Sha256 right)
            throws DamagedChunkException {
        if (!found.equals(right)) {
            throw new DamagedChunkException(
                    expected.header().chunk(),
                    "the SHA-256 of its stream bytes is %s instead of %s".formatted(found, right));
        }
    }

    private void grow(FrameTable frames) {
        if (compressed.capacity() < FrameCompressor.boundBytes(frames.frameBytes())) {
            compressed = ByteBuffer.allocateDirect(FrameCompressor.boundBytes(frames.frameBytes()));
            plains.clear();
            for (int i = 0; i <= FRAMES_KEPT; i++) {
                plains.add(ByteBuffer.allocateDirect(frames.frameBytes()));
            }
        }
    }

    /** Gives the native memory back. */
    @Override
    public void close() {
        decompressor.close();
    }
}
