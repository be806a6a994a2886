package dev.firn.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firn.tree.Tree;
import java.io.IOException;

/**
 * The data of one file in a tar: where it has holes, only what is between them, behind a map of it
 * (GNU tar's manual, "PAX Format, Version 1.0"). Each range of the map but the last begins and ends
 * with a block: GNU tar reads whole blocks of each (sparse_extract_region, sparse.c). Takes no
 * memory for the number of ranges.
 */
final class TarContent {

    private final Tree tree;
    private final long node;
    private final long size;
    private long ranges;
    private long mapDigits;
    private long bytes;
    private long dataBytes;

    /** Takes a range of the file. */
    @FunctionalInterface
    private interface Range {
        void take(long offset, long length) throws IOException;
    }

    /** Takes what is in the tar, in its order. */
    interface Target {
        /** The next bytes that the file has. */
        void data(long length) throws IOException;

        /** Of what the file does not have. */
        void zeros(long length) throws IOException;
    }

    /** What is in the first {@code size} bytes of a file. */
    TarContent(Tree tree, long node, long size) throws IOException {
        this.tree = tree;
        this.node = node;
        this.size = size;
        forEachRange((offset, length) -> {
            ranges++;
            mapDigits += line(offset).length + line(length).length;
            bytes += length;
        });
        forEachData((_, length) -> dataBytes += length);
    }

    /** How many bytes it has, holes not counted. */
    long bytes() {
        return dataBytes;
    }

    boolean isSparse() {
        return bytes < size;
    }

    /** How many bytes of the tar it takes, without what fills the last block. */
    long stored() {
        return isSparse() ? mapBytes() + bytes : bytes;
    }

    private long mapBytes() {
        // The last entry says where the file ends.
        long length = line(ranges + 1).length + mapDigits + line(size).length + line(0).length;
        return wholeBlocks(length);
    }

    private static long wholeBlocks(long length) {
        return (length + TarWriter.BLOCK_BYTES - 1) / TarWriter.BLOCK_BYTES * TarWriter.BLOCK_BYTES;
    }

    void writeMap(TarWriter target) throws IOException {
        write(target, ranges + 1);
        forEachRange((offset, length) -> {
            write(target, offset);
            write(target, length);
        });
        write(target, size);
        write(target, 0);
        target.pad();
    }

    private static void write(TarWriter target, long number) throws IOException {
        byte[] line = line(number);
        target.write(line, 0, line.length);
    }

    private static byte[] line(long number) {
        return (number + "\n").getBytes(US_ASCII);
    }

    /** Passes what the ranges have, one after the other. */
    void write(Target target) throws IOException {
        long[] at = {0};
        forEachData((offset, length) -> {
            if (blockOf(offset) > blockEnd(at[0])) {
                target.zeros(blockEnd(at[0]) - at[0]);
                at[0] = blockOf(offset);
            }
            target.zeros(offset - at[0]);
            target.data(length);
            at[0] = offset + length;
        });
        target.zeros(blockEnd(at[0]) - at[0]);
    }

    private static long blockOf(long offset) {
        return offset / TarWriter.BLOCK_BYTES * TarWriter.BLOCK_BYTES;
    }

    /** Where the last block of what ends at {@code end} ends; at the latest with the file. */
    private long blockEnd(long end) {
        long rest = end % TarWriter.BLOCK_BYTES;
        long missing = rest == 0 ? 0 : TarWriter.BLOCK_BYTES - rest;
        return end + Math.min(missing, size - end);
    }

    /** What touches, in blocks, is one range. */
    private void forEachRange(Range range) throws IOException {
        long[] open = {0, 0};
        forEachData((offset, length) -> {
            if (blockOf(offset) > open[1]) {
                if (open[1] > open[0]) {
                    range.take(open[0], open[1] - open[0]);
                }
                open[0] = blockOf(offset);
            }
            open[1] = blockEnd(offset + length);
        });
        if (open[1] > open[0]) {
            range.take(open[0], open[1] - open[0]);
        }
    }

    /** Pieces that touch are one. */
    private void forEachData(Range range) throws IOException {
        long[] open = {0, 0};
        new Pieces(
                        tree,
                        piece -> {
                            if (piece.fileBytes() == 0) {
                                return; // an end, or what cannot be read
                            }
                            if (piece.fileOffset() != open[0] + open[1] && open[1] > 0) {
                                range.take(open[0], open[1]);
                                open[1] = 0;
                            }
                            open[0] = open[1] == 0 ? piece.fileOffset() : open[0];
                            open[1] += piece.fileBytes();
                        })
                .addRange(node, 0, size);
        if (open[1] > 0) {
            range.take(open[0], open[1]);
        }
    }
}
