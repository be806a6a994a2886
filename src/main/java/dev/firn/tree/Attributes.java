package dev.firn.tree;

import dev.firn.sendstream.StreamPath;
import java.io.IOException;
import java.util.Arrays;

/** What a node of a tree that is being built has beside its inode: its xattrs, a link's target. */
final class Attributes {

    private final Pages pages;
    private final Nodes nodes;

    Attributes(Pages pages, Nodes nodes) {
        this.pages = pages;
        this.nodes = nodes;
    }

    void target(long node, StreamPath target) throws IOException {
        pages.put(Keys.of(node, Keys.TARGET), target.bytes());
    }

    void setXattr(long node, StreamPath name, byte[] value) throws IOException {
        removeXattr(node, name);
        put(pages, node, name.bytes(), value);
    }

    /** Puts an attribute where there is none of its name. */
    static void put(Pages pages, long node, byte[] name, byte[] value) throws IOException {
        int part = 0;
        int at = 0;
        do {
            int end = Math.min(at + Tree.XATTR_PART_BYTES, value.length);
            pages.put(Keys.xattr(node, name, part), Arrays.copyOfRange(value, at, end));
            at = end;
            part++;
        } while (at < value.length);
    }

    void removeXattr(long node, StreamPath name) throws IOException {
        byte[] first = Keys.xattr(node, name.bytes(), 0);
        nodes.deleteAll(Arrays.copyOf(first, first.length - 1));
    }
}
