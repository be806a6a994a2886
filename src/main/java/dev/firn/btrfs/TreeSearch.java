package dev.firn.btrfs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of a subvolume's tree in the order of their keys: BTRFS_IOC_TREE_SEARCH_V2,
 * struct btrfs_ioctl_search_args_v2 and btrfs_ioctl_search_header (linux/btrfs.h). Needs root.
 */
final class TreeSearch {

    /** Several leaves of the largest size, 64 KiB. */
    private static final int BUFFER_BYTES = 256 << 10;

    private static final int KEY_BYTES = 104;
    private static final int HEADER_BYTES = 32;

    /** Inodes below this belong to btrfs (BTRFS_FIRST_FREE_OBJECTID, linux/btrfs_tree.h). */
    private static final long FIRST_INODE = 256;

    private final int subvolume;
    private final int lastType;
    private final long since;

    /** Takes one item. Its bytes are valid during the call only. */
    @FunctionalInterface
    interface Visitor {

        /** Looks at an item; false if no more are wanted. */
        boolean item(long object, int type, long offset, MemorySegment bytes)
                throws InterruptedException;
    }

    /**
     * @param subvolume descriptor of its root
     * @param lastType items of higher types are of no interest
     * @param since leaves that no transaction from this on wrote are of no interest
     */
    TreeSearch(int subvolume, int lastType, long since) {
        this.subvolume = subvolume;
        this.lastType = lastType;
        this.since = since;
    }

    /**
     * Gives all items to {@code visitor}, until it has seen enough.
     *
     * @return 0, or the errno that ended the search early
     */
    int visit(Visitor visitor) throws InterruptedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment arguments = arena.allocate(KEY_BYTES + Long.BYTES + BUFFER_BYTES, 8);
            Key from = new Key(FIRST_INODE, 0, 0);
            while (true) {
                int errno = search(arguments, from);
                int count = arguments.get(JAVA_INT, 64);
                if (errno != 0 || count == 0) {
                    return errno;
                }
                Key last = visit(arguments, count, visitor);
                if (last == null) {
                    return 0;
                }
                from = last.next();
            }
        }
    }

    private record Key(long object, int type, long offset) {

        /** A search begins with this key itself, so the next begins one later. */
        Key next() {
            return new Key(object, type, offset + 1);
        }
    }

    private int search(MemorySegment arguments, Key from) {
        arguments.asSlice(0, KEY_BYTES).fill((byte) 0); // tree 0: that of the descriptor
        arguments.set(JAVA_LONG, 8, from.object());
        arguments.set(JAVA_LONG, 16, -1L);
        arguments.set(JAVA_LONG, 24, from.offset());
        arguments.set(JAVA_LONG, 32, -1L);
        arguments.set(JAVA_LONG, 40, since);
        arguments.set(JAVA_LONG, 48, -1L);
        arguments.set(JAVA_INT, 56, from.type());
        arguments.set(JAVA_INT, 60, lastType);
        arguments.set(JAVA_INT, 64, -1);
        arguments.set(JAVA_LONG, KEY_BYTES, BUFFER_BYTES);
        return LibC.treeSearch(subvolume, arguments);
    }

    /** The key of the last item, or null if the visitor has seen enough. */
    private static @Nullable Key visit(MemorySegment arguments, int count, Visitor visitor)
            throws InterruptedException {
        long position = KEY_BYTES + Long.BYTES;
        Key key = null;
        for (int i = 0; i < count; i++) {
            key =
                    new Key(
                            arguments.get(JAVA_LONG_UNALIGNED, position + 8),
                            arguments.get(JAVA_INT_UNALIGNED, position + 24),
                            arguments.get(JAVA_LONG_UNALIGNED, position + 16));
            int bytes = arguments.get(JAVA_INT_UNALIGNED, position + 28);
            position += HEADER_BYTES;
            MemorySegment item = arguments.asSlice(position, bytes);
            if (!visitor.item(key.object(), key.type(), key.offset(), item)) {
                return null;
            }
            position += bytes;
        }
        return key;
    }
}
