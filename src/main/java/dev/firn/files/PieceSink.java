package dev.firn.files;

import dev.firn.tree.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes pieces of files as they are stored, in the order of the streams. */
interface PieceSink {

    /**
     * A piece.
     *
     * @param extent the part of the file's extent that it is
     * @param stored the bytes of the stream; valid until the call returns
     */
    void piece(StoredPiece piece, Extent extent, ByteBuffer stored) throws IOException;

    /** A range of a file that cannot be read. */
    void lost(long node, long fileOffset, long length, String reason) throws IOException;

    /** All pieces of a file were given. */
    void finished(long node) throws IOException;
}
