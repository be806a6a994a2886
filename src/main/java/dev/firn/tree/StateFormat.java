package dev.firn.tree;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The numbers of docs/format-state.md. */
final class StateFormat {

    static final byte[] MAGIC = "firn-state\0".getBytes(US_ASCII);
    static final int VERSION = 1;

    static final int END = 0;
    static final int TREE = 1;
    static final int SOURCE = 2;
    static final int NODE = 3;
    static final int NAME = 4;
    static final int TARGET = 5;
    static final int XATTR = 6;
    static final int DATA = 7;
    static final int ENCODED = 8;
    static final int PREALLOCATED = 9;
    static final int UNKNOWN = 10;

    /** An xattr with a name and a value of the greatest length, and some. */
    static final int RECORD_BYTES_MAX = 70_000;

    /** The longest name of an attribute (XATTR_NAME_MAX, linux/limits.h). */
    static final int XATTR_NAME_BYTES_MAX = 255;

    /** The longest path, and so name, of a command (PATH_MAX less its NUL, linux/limits.h). */
    static final int PATH_BYTES_MAX = 4095;

    /** The longest value of an attribute that a stream can have: its length is a u16. */
    static final int VALUE_BYTES_MAX = 65_535;

    private StateFormat() {}
}
