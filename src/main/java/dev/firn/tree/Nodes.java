package dev.firn.tree;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes of a tree that is being built. A stream changes an inode several times in a row, so the
 * ones changed last are kept and written late.
 */
final class Nodes {

    private static final int KEPT = 256;
    private static final int BATCH = 1024;

    private final Pages pages;
    private final Tree tree;
    private final Packed packed = new Packed();
    private final LinkedHashMap<Long, Inode> changed = new LinkedHashMap<>(16, 0.75f, true);
    private long next;

    Nodes(Pages pages) throws IOException {
        this.pages = pages;
        this.tree = new Tree(pages);
        this.next = tree.nextNode();
    }

    /** Gives a new node its number. */
    long create(Inode inode) throws IOException {
        long node = next++;
        set(node, inode);
        return node;
    }

    Inode get(long node) throws IOException {
        Inode inode = changed.get(node);
        return inode == null ? tree.inode(node) : inode;
    }

    void set(long node, Inode inode) throws IOException {
        changed.put(node, inode);
        if (changed.size() > KEPT) {
            Iterator<Map.Entry<Long, Inode>> oldest = changed.entrySet().iterator();
            Map.Entry<Long, Inode> entry = oldest.next();
            write(entry.getKey(), entry.getValue());
            oldest.remove();
        }
    }

    private void write(long node, Inode inode) throws IOException {
        pages.put(Keys.of(node, Keys.INODE), inode.encode(packed));
    }

    /** Deletes all of a node. */
    void delete(long node) throws IOException {
        changed.remove(node);
        byte[] prefix = ByteBuffer.allocate(Long.BYTES).putLong(node).array();
        deleteAll(prefix);
    }

    /** Deletes every entry whose key begins with {@code prefix}. */
    void deleteAll(byte[] prefix) throws IOException {
        List<byte[]> keys = new ArrayList<>();
        do {
            keys.clear();
            pages.scan(
                    prefix,
                    (key, _) -> {
                        boolean isOf = Pages.hasPrefix(key, prefix);
                        if (isOf) {
                            keys.add(key);
                        }
                        return isOf && keys.size() < BATCH;
                    });
            for (byte[] key : keys) {
                pages.remove(key);
            }
        } while (!keys.isEmpty());
    }

    /** Writes what is not written. */
    void flush() throws IOException {
        for (Map.Entry<Long, Inode> entry : changed.entrySet()) {
            write(entry.getKey(), entry.getValue());
        }
        changed.clear();
        pages.put(
                Keys.of(Keys.TREE, Keys.NEXT_NODE),
                ByteBuffer.allocate(Long.BYTES).putLong(next).array());
    }
}
