package dev.firn.tree;

import java.nio.ByteBuffer;

/**
 * The keys of a tree's entries: a node's number, what of the node, and more. So all of a node is in
 * one place, and nodes are in the order in which they were made.
 */
final class Keys {

    // What of a node; the order is that in which Tree.forEachNode meets them.
    static final byte INODE = 1;
    static final byte LINK = 2;
    static final byte TARGET = 3;
    static final byte XATTR = 4;
    static final byte EXTENT = 5;
    static final byte CHILD = 6;

    // Of no node: what is said of the tree as a whole.
    static final long TREE = 0;
    static final byte NEXT_NODE = 1;
    static final byte SOURCE = 2;

    /** Length of a key before what is more. */
    static final int PREFIX_BYTES = 9;

    private Keys() {}

    static long node(byte[] key) {
        return ByteBuffer.wrap(key).getLong();
    }

    static byte kind(byte[] key) {
        return key[Long.BYTES];
    }

    static byte[] of(long node, byte kind) {
        return start(node, kind, 0).array();
    }

    static byte[] of(long node, byte kind, long number) {
        return start(node, kind, Long.BYTES).putLong(number).array();
    }

    static byte[] of(long node, byte kind, byte[] name) {
        return start(node, kind, name.length).put(name).array();
    }

    /** A name of a node: the directory it is in, and what it is called there. */
    static byte[] link(long node, long parent, byte[] name) {
        return start(node, LINK, Long.BYTES + name.length).putLong(parent).put(name).array();
    }

    /** A part of the value of an attribute. Names have no NUL, so it ends them. */
    static byte[] xattr(long node, byte[] name, int part) {
        return start(node, XATTR, name.length + 2).put(name).put((byte) 0).put((byte) part).array();
    }

    private static ByteBuffer start(long node, byte kind, int more) {
        return ByteBuffer.allocate(PREFIX_BYTES + more).putLong(node).put(kind);
    }

    /** The number that a key has after its prefix. */
    static long number(byte[] key) {
        return ByteBuffer.wrap(key).getLong(PREFIX_BYTES);
    }

    /** The bytes of a key after its prefix and {@code skipped} more. */
    static byte[] rest(byte[] key, int skipped) {
        byte[] rest = new byte[key.length - PREFIX_BYTES - skipped];
        System.arraycopy(key, PREFIX_BYTES + skipped, rest, 0, rest.length);
        return rest;
    }
}
