package dev.firn.files;

import java.util.Locale;

/** What of a snapshot a destination may be unable to keep. */
public enum Unkept {
    OWNER,
    MODE,
    SET_ID_BITS,
    CAPABILITY,
    ACL,
    XATTR,
    TIMES,
    DEVICE_NODE,
    SYMLINK,
    SPECIAL_FILE,
    HARD_LINK,
    LARGE_FILE,
    NAME,
    INODE_FLAGS,
    VERITY;

    /** In words, for a person; of several. */
    public String text() {
        return switch (this) {
            case OWNER -> "owners";
            case MODE -> "permissions";
            case SET_ID_BITS -> "set-user-ID and set-group-ID bits";
            case CAPABILITY -> "capabilities";
            case ACL -> "ACLs";
            case XATTR -> "extended attributes";
            case TIMES -> "times";
            case DEVICE_NODE -> "device nodes";
            case SYMLINK -> "symbolic links";
            case SPECIAL_FILE -> "pipes and sockets";
            case HARD_LINK -> "hard links";
            case LARGE_FILE -> "files of this size";
            case NAME -> "names that no file can have here";
            case INODE_FLAGS -> "inode flags (chattr)";
            case VERITY -> "fs-verity";
        };
    }

    /** In JSON. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
