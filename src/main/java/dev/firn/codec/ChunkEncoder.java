package dev.firn.codec;

import dev.firn.keys.Recipients;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Encrypts one chunk: the frames go in, in order, and the stored bytes come out at the target. Used
 * by one thread.
 *
 * <p>The target sees the age header at once and then writes of 64 KiB and 16 bytes, from heap
 * buffers. It is never closed here. An encoder that is dropped without {@link #finish} leaves bytes
 * at the target that no reader accepts.
 */
public final class ChunkEncoder {

    private final ChunkHeader header;
    private final WritableByteChannel encrypting;
    private int frames;
    private boolean finished;

    /** Begins a chunk: writes what stands before the first frame. */
    public ChunkEncoder(ChunkHeader header, Recipients recipients, WritableByteChannel target)
            throws IOException {
        this.header = header;
        this.encrypting = AgeTarget.encrypting(target, recipients);
        encrypting.write(ByteBuffer.wrap(header.encode()));
    }

    /**
     * Encrypts the next frame: the remaining bytes of {@code compressed}, as {@link
     * FrameCompressor} made them, in a direct or heap buffer. Its position moves to its limit.
     */
    public void frame(ByteBuffer compressed) throws IOException {
        if (finished || ZstdFrame.contentBytes(compressed) < 1) {
            throw new IllegalStateException(
                    "chunk %s: a frame is empty or comes after the end".formatted(header.chunk()));
        }
        encrypting.write(compressed);
        frames++;
    }

    /** Writes the end of the chunk. All its frames must have been given. */
    public void finish() throws IOException {
        if (finished || frames == 0) {
            throw new IllegalStateException(
                    "chunk %s is finished without a frame, or twice".formatted(header.chunk()));
        }
        finished = true;
        encrypting.close();
    }
}
