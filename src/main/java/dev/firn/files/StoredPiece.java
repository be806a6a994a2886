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
 */
record StoredPiece(
        int source, int streamBytes, long offset, long node, long fileOffset, int fileBytes) {

    static final int NO_SOURCE = -1;
    static final int BYTES = 40;

    private static final long END = Long.MAX_VALUE;

    /** By place in the streams; a file's end is behind its last piece. */
    static final Comparator<StoredPiece> ORDER =
            Comparator.comparingInt(StoredPiece::source)
                    .thenComparingLong(StoredPiece::offset)
                    .thenComparingLong(StoredPiece::node)
                    .thenComparingLong(StoredPiece::fileOffset);

    /** The end of a file whose last piece, by {@link #ORDER}, is {@code last}. */
    static StoredPiece endAfter(StoredPiece last) {
        return new StoredPiece(last.source, 0, last.offset, last.node, END, 0);
    }

    /** The end of a file without pieces. */
    static StoredPiece endOf(long node) {
        return new StoredPiece(NO_SOURCE, 0, 0, node, END, 0);
    }

    boolean isEnd() {
        return fileOffset == END;
    }

    void put(ByteBuffer target) {
        target.putInt(source).putInt(streamBytes).putLong(offset).putLong(node);
        target.putLong(fileOffset).putInt(fileBytes).putInt(0);
    }

    static StoredPiece get(ByteBuffer source) {
        StoredPiece piece =
                new StoredPiece(
                        source.getInt(),
                        source.getInt(),
                        source.getLong(),
                        source.getLong(),
                        source.getLong(),
                        source.getInt());
        source.getInt();
        return piece;
    }
}
