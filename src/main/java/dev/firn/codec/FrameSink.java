package dev.firn.codec;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a chunk's frames in order, decompressed. */
@FunctionalInterface
public interface FrameSink {

    /**
     * Takes the bytes of one frame.
     *
     * @param plain a direct buffer, valid until the call returns
     */
    void frame(ByteBuffer plain) throws IOException;
}
