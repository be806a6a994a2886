package dev.firn.index;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The numbers of docs/format-index.md. A record's code is that of its command in send.h. */
final class IndexFormat {

    static final byte[] MAGIC = "firn-index\0".getBytes(US_ASCII);
    static final int VERSION = 1;

    static final int SUBVOL = 1;
    static final int SNAPSHOT = 2;
    static final int MKFILE = 3;
    static final int MKDIR = 4;
    static final int MKNOD = 5;
    static final int MKFIFO = 6;
    static final int MKSOCK = 7;
    static final int SYMLINK = 8;
    static final int RENAME = 9;
    static final int LINK = 10;
    static final int UNLINK = 11;
    static final int RMDIR = 12;
    static final int SET_XATTR = 13;
    static final int REMOVE_XATTR = 14;
    static final int WRITE = 15;
    static final int CLONE = 16;
    static final int TRUNCATE = 17;
    static final int CHMOD = 18;
    static final int CHOWN = 19;
    static final int UTIMES = 20;
    static final int END = 21;
    static final int UPDATE_EXTENT = 22;
    static final int FALLOCATE = 23;
    static final int FILEATTR = 24;
    static final int ENCODED_WRITE = 25;
    static final int ENABLE_VERITY = 26;

    /** The longest path of a command (PATH_MAX less its NUL, linux/limits.h). */
    static final int PATH_BYTES_MAX = 4095;

    /** The longest name of an extended attribute (XATTR_NAME_MAX, linux/limits.h). */
    static final int XATTR_NAME_BYTES_MAX = 255;

    /** The longest value that an attribute of a command can have: its length is a u16. */
    static final int VALUE_BYTES_MAX = 65_535;

    /** How many subvolumes a stream's clones may come from. */
    static final int SOURCES_MAX = 65_536;

    private IndexFormat() {}
}
