package dev.firn.codec;

import dev.firn.keys.Recipients;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;

/**
 * Compresses and encrypts bytes of any number that are read as a whole: an age file with zstd
 * frames of {@value #FRAME_BYTES} bytes each, the last one shorter (docs/format-index.md,
 * "Object"). Used by one thread; its memory is two buffers of a frame's size.
 *
 * <p>Closing it without {@link #finish} before leaves bytes at the target that no reader accepts.
 */
public final class SealedOutput extends OutputStream {

    /** What a frame holds. */
    static final int FRAME_BYTES = 1 << 20;

    private final WritableByteChannel encrypting;
    private final FrameCompressor compressor;
    private final ByteBuffer plain = ByteBuffer.allocateDirect(FRAME_BYTES);
    private final ByteBuffer packed =
            ByteBuffer.allocateDirect(FrameCompressor.boundBytes(FRAME_BYTES));
    private boolean finished;

    /**
     * @param target stays open; sees writes of up to 64 KiB and 16 bytes, from heap buffers
     * @param level of compression, 1 to {@link FrameCompressor#LEVEL_MAX}
     */
    public SealedOutput(Recipients recipients, WritableByteChannel target, int level)
            throws IOException {
        this.encrypting = AgeTarget.encrypting(target, recipients);
        this.compressor = new FrameCompressor(level);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        for (int at = offset; at < offset + length; ) {
            int count = Math.min(plain.remaining(), offset + length - at);
            plain.put(bytes, at, count);
            at += count;
            if (!plain.hasRemaining()) {
                endFrame();
            }
        }
    }

    private void endFrame() throws IOException {
        compressor.compress(plain.flip(), packed.clear());
        encrypting.write(packed.flip());
        plain.clear();
    }

    /** Writes what is left, and the end that a reader looks for. */
    public void finish() throws IOException {
        if (finished) {
            throw new IllegalStateException("it is finished twice");
        }
        if (plain.position() > 0) {
            endFrame();
        }
        finished = true;
        encrypting.close();
    }

    /** Gives the native memory back. */
    @Override
    public void close() {
        compressor.close();
    }
}
