package dev.firn.files;

import java.nio.ByteBuffer;
import java.util.Comparator;

/**
 * A piece of a file and where in which stream it is; or, if it has no length, the end of a file's
 * pieces.
 *
 * @param source number of the stream in the tree; {@link #NO_SOURCE} if there is none
 * @param streamBytes how many bytes of the stream have to be read
 * @param offset in the stream
 * @param fileBytes how many bytes of the file it is
 * @param before how many bytes of all that was added come before it
 */
record StoredPiece(
        int source,
        int streamBytes,
        long offset,
        long node,
        long fileOffset,
        int fileBytes,
        long before) {

    static final int NO_SOURCE = -1;
    static final int BYTES = 48;

    private static final long END = Long.MAX_VALUE;

    /** By place in the streams; a file's end is behind its last piece. */
    static final Comparator<StoredPiece> ORDER =
            Comparator.comparingInt(StoredPiece::source)
                    .thenComparingLong(StoredPiece::offset)
                    .thenComparingLong(StoredPiece::node)
                    .thenComparingLong(StoredPiece::fileOffset);

    /** The end of a file whose last piece, by {@link #ORDER}, is {@code last}. */
    static StoredPiece endAfter(StoredPiece last) {
        return new StoredPiece(last.source, 0, last.offset, last.node, END, 0, 0);
    }

    /** The end of a file without pieces. */
    static StoredPiece endOf(long node) {
        return new StoredPiece(NO_SOURCE, 0, 0, node, END, 0, 0);
    }

    boolean isEnd() {
        return fileOffset == END;
    }

    void put(ByteBuffer target) {
        target.putInt(source).putInt(streamBytes).putLong(offset).putLong(node);
        target.putLong(fileOffset).putInt(fileBytes).putInt(0).putLong(before);
    }

    static StoredPiece get(ByteBuffer source) {
        int stream = source.getInt();
        int streamBytes = source.getInt();
        long offset = source.getLong();
        long node = source.getLong();
        long fileOffset = source.getLong();
        int fileBytes = source.getInt();
        source.getInt();
        return new StoredPiece(
                stream, streamBytes, offset, node, fileOffset, fileBytes, source.getLong());
    }
}
