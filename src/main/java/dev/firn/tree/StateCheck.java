package dev.firn.tree;

import java.io.IOException;
import java.util.Arrays;

/**
 * What makes nodes and names a tree: each name is in a directory and stands for one node, and every
 * directory is below the root. Takes 16 bytes for each directory.
 */
final class StateCheck {

    private static final int START = 1024;

    /** In the order of their numbers, and for each the one that it is in; the root is in itself. */
    private long[] directories = new long[START];

    private long[] parents = new long[START];
    private int count;

    /** Notes a directory. Their numbers go up. */
    void directory(long node, long parent) {
        if (count == directories.length) {
            directories = Arrays.copyOf(directories, 2 * count);
            parents = Arrays.copyOf(parents, 2 * count);
        }
        directories[count] = node;
        parents[count++] = parent;
    }

    /**
     * Ends it.
     *
     * @param names how many were put into {@code pages}
     */
    void finish(Pages pages, long names) throws IOException {
        for (int i = 0; i < count; i++) {
            climb(i);
        }
        long[] seen = new long[1];
        long[] directory = {0};
        pages.scan(
                Keys.of(Tree.ROOT, Keys.INODE),
                (key, value) -> {
                    if (Keys.kind(key) == Keys.INODE) {
                        boolean is = Inode.decode(value).type() == Inode.Type.DIRECTORY;
                        directory[0] = is ? Keys.node(key) : 0;
                    } else if (Keys.kind(key) == Keys.CHILD && Keys.node(key) == directory[0]) {
                        seen[0]++;
                    }
                    return true;
                });
        if (seen[0] != names) {
            throw new DamagedTreeException("names that are twice in a directory, or in none");
        }
    }

    /** From a directory up to the root. What was on the way is below the root from then on. */
    private void climb(int from) throws DamagedTreeException {
        int steps = 0;
        int at = from;
        while (parents[at] != Tree.ROOT) {
            at = Arrays.binarySearch(directories, 0, count, parents[at]);
            if (at < 0 || ++steps > count) {
                throw new DamagedTreeException("a directory that is not below the root");
            }
        }
        for (at = from; parents[at] != Tree.ROOT; ) {
            int above = Arrays.binarySearch(directories, 0, count, parents[at]);
            parents[at] = Tree.ROOT;
            at = above;
        }
    }
}
