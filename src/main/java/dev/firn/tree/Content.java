package dev.firn.tree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** The extents of a tree that is being built: what the commands with file ranges do to them. */
final class Content {

    // Bits of a fallocate mode (linux/falloc.h).
    private static final int KEEP_SIZE = 1;
    private static final int PUNCH_HOLE = 2;
    private static final int ZERO_RANGE = 0x10;
    private static final int UNSHARE_RANGE = 0x40;

    private static final int BATCH = 256;

    /** No file system has smaller ones. */
    private static final int SECTOR_MIN = 4096;

    /**
     * The kernel clones one extent at a time, of at most 128 MiB (BTRFS_MAX_EXTENT_SIZE,
     * fs/btrfs/fs.h), which has as many sectors; more, over all, is a stream that was made to fill
     * disks.
     */
    private static final int EXTENTS_PER_CLONE = (128 << 20) / SECTOR_MIN;

    private final Pages pages;
    private final Tree tree;
    private final Nodes nodes;
    private final Packed packed = new Packed();

    /** How many extents may still come of clones. */
    private long cloneable = 1 << 20;

    Content(Pages pages, Nodes nodes) {
        this.pages = pages;
        this.tree = new Tree(pages);
        this.nodes = nodes;
    }

    /** An extent and where in its file it begins. */
    private record Placed(long offset, Extent extent) {

        long end() {
            return offset + extent.length();
        }

        /** What of it is from {@code from} on and before {@code to}; there is something. */
        Placed within(long from, long to) {
            long start = Math.max(offset, from);
            return new Placed(start, extent.part(start - offset, Math.min(end(), to) - start));
        }
    }

    /** Puts an extent in the place of what is there. */
    void write(long node, long offset, Extent extent) throws IOException {
        if (extent.length() > 0) {
            clear(node, offset, offset + extent.length());
            put(node, new Placed(offset, extent));
        }
        growTo(node, offset + extent.length());
    }

    /**
     * The same with what btrfs has encoded. An inline extent has no whole sector; what is left of
     * it is zeros. The kernel sends neither them nor a hole (send_encoded_inline_extent,
     * fs/btrfs/send.c of Linux 6.18), so that in the file of a receiver older bytes stay there.
     */
    void writeEncoded(long node, long offset, Extent.Encoded extent) throws IOException {
        write(node, offset, extent);
        long end = offset + extent.length();
        long wholeSector = (end + SECTOR_MIN - 1) / SECTOR_MIN * SECTOR_MIN;
        if (wholeSector > end) {
            clear(node, end, wholeSector);
        }
    }

    private void put(long node, Placed placed) throws IOException {
        pages.put(
                Keys.of(node, Keys.EXTENT, placed.offset()),
                ExtentCode.encode(placed.extent(), packed));
    }

    private void growTo(long node, long size) throws IOException {
        Inode inode = nodes.get(node);
        if (size > inode.size()) {
            nodes.set(node, inode.withSize(size));
        }
    }

    void truncate(long node, long size) throws IOException {
        clear(node, size, Long.MAX_VALUE);
        nodes.set(node, nodes.get(node).withSize(size));
    }

    /** Makes a hole from {@code from} on and before {@code to}. */
    private void clear(long node, long from, long to) throws IOException {
        List<Placed> cut;
        do {
            cut = overlapping(node, from, to);
            for (Placed placed : cut) {
                pages.remove(Keys.of(node, Keys.EXTENT, placed.offset()));
                if (placed.offset() < from) {
                    put(node, placed.within(0, from));
                }
                if (placed.end() > to) {
                    put(node, placed.within(to, Long.MAX_VALUE));
                }
            }
        } while (cut.size() == BATCH);
    }

    /** The extents, whole, that have bytes in a range; the first {@link #BATCH} of them. */
    private List<Placed> overlapping(long node, long from, long to) throws IOException {
        return overlapping(tree, node, from, to);
    }

    private static List<Placed> overlapping(Tree of, long node, long from, long to)
            throws IOException {
        List<Placed> found = new ArrayList<>();
        of.extents(
                node,
                from,
                (offset, extent) -> {
                    if (offset >= to) {
                        return false;
                    }
                    found.add(new Placed(offset, extent));
                    return found.size() < BATCH;
                });
        return found;
    }

    /**
     * What fallocate(2) does, of which btrfs knows these: allocate, punch a hole, make a range
     * zeros, unshare.
     */
    void fallocate(long node, int mode, long offset, long length) throws IOException {
        switch (mode & ~KEEP_SIZE) {
            case 0 -> fillHoles(node, offset, offset + length);
            case PUNCH_HOLE -> clear(node, offset, offset + length);
            case ZERO_RANGE -> {
                clear(node, offset, offset + length);
                fillHoles(node, offset, offset + length);
            }
            case UNSHARE_RANGE -> {}
            default -> throw new ReplayException("an unknown fallocate mode: " + mode);
        }
        if ((mode & KEEP_SIZE) == 0) {
            growTo(node, offset + length);
        }
    }

    private void fillHoles(long node, long from, long to) throws IOException {
        long at = from;
        while (at < to) {
            List<Placed> found = overlapping(node, at, to);
            for (Placed placed : found) {
                if (placed.offset() > at) {
                    put(node, new Placed(at, new Extent.Preallocated(placed.offset() - at)));
                }
                at = placed.end();
            }
            if (found.size() < BATCH) {
                break;
            }
        }
        if (at < to) {
            put(node, new Placed(at, new Extent.Preallocated(to - at)));
        }
    }

    /** A range of a file, of this tree or another one. */
    record Range(Tree tree, long node, long offset, long length) {}

    /** The tree that is being built, as it is now. */
    Tree tree() {
        return tree;
    }

    /**
     * Shares a range of another file, or of the same.
     *
     * @param numbers translates the source numbers of the other tree
     */
    void clone(long node, long offset, Range source, IntUnaryOperator numbers) throws IOException {
        boolean isSelf = source.tree() == tree && source.node() == node;
        if (isSelf && Math.abs(source.offset() - offset) < source.length()) {
            throw new ReplayException("a clone onto itself");
        }
        cloneable += EXTENTS_PER_CLONE;
        clear(node, offset, offset + source.length());
        long distance = offset - source.offset();
        long end = source.offset() + source.length();
        long at = source.offset();
        List<Placed> found;
        do {
            found = overlapping(source.tree(), source.node(), at, end);
            cloneable -= found.size();
            if (cloneable < 0) {
                throw new ReplayException("more extents are cloned than any btrfs would");
            }
            for (Placed placed : found) {
                Placed part = placed.within(source.offset(), end);
                put(node, new Placed(part.offset() + distance, renumbered(part.extent(), numbers)));
                at = part.end();
            }
        } while (found.size() == BATCH && at < end);
        growTo(node, offset + source.length());
    }

    private static Extent renumbered(Extent extent, IntUnaryOperator numbers) {
        return switch (extent) {
            case Extent.Data d ->
                    new Extent.Data(
                            numbers.applyAsInt(d.source()),
                            d.offset(),
                            d.piece(),
                            d.stride(),
                            d.skip(),
                            d.length());
            case Extent.Encoded e ->
                    new Extent.Encoded(
                            numbers.applyAsInt(e.source()),
                            e.offset(),
                            e.bytes(),
                            e.decodedBytes(),
                            e.compression(),
                            e.encryption(),
                            e.skip(),
                            e.length());
            case Extent.Preallocated p -> p;
            case Extent.Unknown u -> u;
        };
    }
}
