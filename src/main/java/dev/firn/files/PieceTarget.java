package dev.firn.files;

import java.io.IOException;

/** Takes the pieces of files, each file from front to back, as {@link Pieces} finds them. */
@FunctionalInterface
interface PieceTarget {
    void add(StoredPiece piece) throws IOException;
}
