package dev.firn.codec;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.firn.model.ChunkId;
import java.nio.ByteBuffer;

/** Decompresses frames. Each thread has its own. */
public final class FrameDecompressor implements AutoCloseable {

    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    /**
     * Which frame is decompressed, and to how much.
     *
     * @param index counted from 0
     * @param plainBytes how many bytes of stream it must hold
     */
    public record Frame(ChunkId chunk, int index, int plainBytes) {

        DamagedChunkException damaged(String why, Throwable cause) {
            return new DamagedChunkException(chunk, "frame %d: %s".formatted(index, why), cause);
        }

        DamagedChunkException damaged(String why) {
            return new DamagedChunkException(chunk, "frame %d: %s".formatted(index, why));
        }
    }

    /**
     * Decompresses the remaining bytes of {@code compressed}, which must be exactly one frame, to
     * the position of {@code target}, and moves the positions of both past what was read and
     * written. Both are direct buffers; {@code target} has room for what is expected.
     *
     * @throws DamagedChunkException if the bytes are anything but the frame that is expected; the
     *     positions are as they were then
     */
    public void decompress(Frame frame, ByteBuffer compressed, ByteBuffer target)
            throws DamagedChunkException {
        String fault = ZstdFrame.fault(compressed, frame.plainBytes());
        if (fault != null) {
            throw frame.damaged(fault);
        }
        int plainBytes;
        try {
            plainBytes =
                    context.decompressDirectByteBuffer(
                            target,
                            target.position(),
                            frame.plainBytes(),
                            compressed,
                            compressed.position(),
                            compressed.remaining());
        } catch (ZstdException e) {
            throw frame.damaged("it cannot be decompressed", e);
        }
        if (plainBytes != frame.plainBytes()) {
            throw frame.damaged(
                    "it holds %d bytes instead of %d".formatted(plainBytes, frame.plainBytes()));
        }
        compressed.position(compressed.limit());
        target.position(target.position() + plainBytes);
    }

    /** Gives the native memory back. */
    @Override
    public void close() {
        context.close();
    }
}
