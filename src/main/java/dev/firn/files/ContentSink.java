package dev.firn.files;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the content of files, in pieces, in the order in which streams hold them. */
public interface ContentSink {

    /**
     * A piece of a file. What no piece covers is a hole.
     *
     * @param before how many bytes of all that was added, file after file, come before it
     * @param bytes valid until the call returns
     */
    void data(long node, long fileOffset, long before, ByteBuffer bytes) throws IOException;

    /** A piece of a file that cannot be read. */
    void lost(long node, long fileOffset, long length, String reason) throws IOException;

    /** All pieces of a file were given. */
    void finished(long node) throws IOException;
}
