package dev.firn.files;

import dev.firn.tree.Extent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Finds out which bytes of a stream were written to another file already, so that the two share
 * them. Pieces come in the order of the stream: what lies before the newest is forgotten.
 */
final class SharedPieces {

    /** What a clone's ranges have to begin with: btrfs's sectors (linux/btrfs.h). */
    private static final long SECTOR = 4096;

    /** Of pieces that overlap; more would be made by somebody who wants them to be many. */
    private static final int KEPT_MAX = 64;

    private final Deque<Kept> kept = new ArrayDeque<>();
    private int source = StoredPiece.NO_SOURCE;

    private record Kept(long end, Written written) {}

    /**
     * A part of a file.
     *
     * @param size of the file
     */
    record Written(long node, long size, long fileOffset, Extent extent) {

        private long end() {
            return fileOffset + extent.length();
        }

        /** Whether btrfs can refer to it as it is: in whole sectors, or to the file's end. */
        boolean isAligned() {
            return fileOffset % SECTOR == 0 && (end() % SECTOR == 0 || end() == size);
        }
    }

    /** Where the first {@code length} bytes of a part are, too. */
    record Shared(long node, long fileOffset, long length) {}

    void add(StoredPiece piece, Written written) {
        if (piece.source() != source) {
            kept.clear();
            source = piece.source();
        }
        kept.removeIf(old -> old.end() <= piece.offset());
        if (kept.size() == KEPT_MAX) {
            kept.remove();
        }
        kept.add(new Kept(piece.offset() + piece.streamBytes(), written));
    }

    Optional<Shared> find(int ofSource, Written wanted) {
        if (ofSource != source || wanted.fileOffset() % SECTOR != 0) {
            return Optional.empty();
        }
        for (Kept one : kept) {
            Written from = one.written();
            long index = index(from.extent(), wanted.extent());
            long start = from.fileOffset() + index;
            if (index < 0 || index >= from.extent().length() || start % SECTOR != 0) {
                continue;
            }
            long length = Math.min(from.extent().length() - index, wanted.extent().length());
            boolean isToTheEnd =
                    start + length == from.size() && wanted.fileOffset() + length == wanted.size();
            if (!isToTheEnd) {
                length -= length % SECTOR;
            }
            boolean overlaps =
                    from.node() == wanted.node()
                            && Math.abs(start - wanted.fileOffset()) < length + SECTOR;
            if (length > 0 && !overlaps) {
                return Optional.of(new Shared(from.node(), start, length));
            }
        }
        return Optional.empty();
    }

    /** Which byte of {@code from} is the first one of {@code wanted}; -1 if none is. */
    private static long index(Extent from, Extent wanted) {
        if (from instanceof Extent.Encoded a && wanted instanceof Extent.Encoded b) {
            boolean isSame =
                    a.offset() == b.offset()
                            && a.bytes() == b.bytes()
                            && a.decodedBytes() == b.decodedBytes()
                            && a.compression() == b.compression()
                            && a.encryption() == b.encryption();
            return isSame ? b.skip() - a.skip() : -1;
        }
        if (from instanceof Extent.Data a && wanted instanceof Extent.Data b) {
            boolean isSame =
                    a.piece() == b.piece()
                            && a.stride() == b.stride()
                            && (b.offset() - a.offset()) % a.stride() == 0;
            long pieces = (b.offset() - a.offset()) / a.stride();
            return isSame ? pieces * a.piece() + b.skip() - a.skip() : -1;
        }
        return -1;
    }
}
