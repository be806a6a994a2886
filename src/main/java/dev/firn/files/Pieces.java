package dev.firn.files;

import dev.firn.tree.Extent;
import dev.firn.tree.Tree;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Cuts the content of files into pieces that are small enough to be held in memory. */
final class Pieces {

    /** A piece of a file takes about as much of the stream, unless one command has more. */
    private static final int PIECE_BYTES = 1 << 20;

    /** What a command can have of data; the parser of streams sees to it. */
    private static final int DATA_BYTES_MAX = 16 << 20;

    private final Tree tree;
    private final PieceTarget target;
    private @Nullable StoredPiece last;
    private long bytes;

    Pieces(Tree tree, PieceTarget target) {
        this.tree = tree;
        this.target = target;
    }

    /** How many bytes of files were added, holes not counted. */
    long bytes() {
        return bytes;
    }

    /** Adds all of a file, and its end. */
    void addFile(long node) throws IOException {
        last = null;
        addRange(node, 0, tree.inode(node).size());
        target.add(last == null ? StoredPiece.endOf(node) : StoredPiece.endAfter(last));
    }

    /** Adds a part of a file, without an end. */
    void addRange(long node, long from, long to) throws IOException {
        tree.extents(
                node,
                from,
                (offset, extent) -> {
                    if (offset >= to) {
                        return false;
                    }
                    long start = Math.max(offset, from);
                    long end = Math.min(offset + extent.length(), to);
                    if (end > start) {
                        addExtent(node, start, extent.part(start - offset, end - start));
                    }
                    return true;
                });
    }

    private void addExtent(long node, long fileOffset, Extent extent) throws IOException {
        switch (extent) {
            case Extent.Data data -> addData(node, fileOffset, data);
            case Extent.Encoded encoded -> addEncoded(node, fileOffset, encoded);
            case Extent.Preallocated _ -> {}
            case Extent.Unknown _ -> addUnreadable(node, fileOffset);
        }
    }

    private void addData(long node, long fileOffset, Extent.Data data) throws IOException {
        long at = 0;
        while (at < data.length()) {
            Extent.Data rest = (Extent.Data) data.part(at, data.length() - at);
            long inPiece = rest.piece() - rest.skip();
            // Whole pieces while they are near one another, else what is left of one.
            long more = Math.max(0, (PIECE_BYTES - inPiece) / rest.stride());
            long length = Math.min(inPiece + more * rest.piece(), rest.length());
            length = Math.min(length, PIECE_BYTES);
            add(
                    new StoredPiece(
                            rest.source(),
                            (int) (placeOf(rest, length - 1) + 1 - placeOf(rest, 0)),
                            placeOf(rest, 0),
                            node,
                            fileOffset + at,
                            (int) length,
                            bytes));
            at += length;
        }
    }

    /** Where in the stream byte {@code i} of the extent is. */
    static long placeOf(Extent.Data data, long i) {
        long p = data.skip() + i;
        return data.offset() + p / data.piece() * data.stride() + p % data.piece();
    }

    /** What an encoded extent has beyond what it decodes to is zeros: a hole. */
    private void addEncoded(long node, long fileOffset, Extent.Encoded encoded) throws IOException {
        long length = Math.min(encoded.length(), encoded.decodedBytes() - encoded.skip());
        if (length <= 0) {
            return;
        }
        if (encoded.bytes() > DATA_BYTES_MAX || length > DATA_BYTES_MAX) {
            addUnreadable(node, fileOffset);
            return;
        }
        add(
                new StoredPiece(
                        encoded.source(),
                        encoded.bytes(),
                        encoded.offset(),
                        node,
                        fileOffset,
                        (int) length,
                        bytes));
    }

    /** What no stream has; an extent from here on. */
    private void addUnreadable(long node, long fileOffset) throws IOException {
        add(new StoredPiece(StoredPiece.NO_SOURCE, 0, 0, node, fileOffset, 0, bytes));
    }

    private void add(StoredPiece piece) throws IOException {
        target.add(piece);
        bytes += piece.fileBytes();
        if (last == null || StoredPiece.ORDER.compare(piece, last) > 0) {
            last = piece;
        }
    }
}
