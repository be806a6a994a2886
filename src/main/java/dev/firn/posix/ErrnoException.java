package dev.firn.posix;

import java.io.IOException;

/** A system call failed. */
public final class ErrnoException extends IOException {

    // asm-generic/errno-base.h and errno.h of Linux
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int EEXIST = 17;
    private static final int EXDEV = 18;
    private static final int ENOTDIR = 20;
    private static final int EISDIR = 21;
    private static final int EINVAL = 22;
    private static final int EFBIG = 27;
    private static final int ENOSPC = 28;
    private static final int EMLINK = 31;
    private static final int ERANGE = 34;
    static final int ENAMETOOLONG = 36;
    private static final int ELOOP = 40;
    private static final int EOPNOTSUPP = 95;
    private static final int EDQUOT = 122;

    private final int errno;

    ErrnoException(String what, int errno) {
        super("cannot %s: %s".formatted(what, text(errno)));
        this.errno = errno;
    }

    /** The words of strerror(3) for what happens often. */
    private static String text(int errno) {
        return switch (errno) {
            case EPERM -> "Operation not permitted";
            case ENOENT -> "No such file or directory";
            case EACCES -> "Permission denied";
            case EEXIST -> "File exists";
            case EXDEV -> "it leads out of the directory";
            case ENOTDIR -> "Not a directory";
            case EISDIR -> "Is a directory";
            case EINVAL -> "Invalid argument";
            case EFBIG -> "File too large";
            case ENOSPC -> "No space left on device";
            case ENAMETOOLONG -> "File name too long";
            case ELOOP -> "there is a symbolic link in its place";
            case EOPNOTSUPP -> "Operation not supported";
            case EDQUOT -> "Disk quota exceeded";
            default -> "errno " + errno;
        };
    }

    /** Whether something of this name is there already. */
    public boolean exists() {
        return errno == EEXIST;
    }

    /** Whether there is a directory where none may be. */
    public boolean isDirectory() {
        return errno == EISDIR;
    }

    /** Whether nothing of this name is there. */
    public boolean isMissing() {
        return errno == ENOENT;
    }

    /** Whether nothing can have this name. */
    public boolean isNoName() {
        return errno == ENAMETOOLONG;
    }

    /** Whether what is there is something else, or leads elsewhere. */
    public boolean isElsewhere() {
        return errno == ENOTDIR || errno == ELOOP || errno == EXDEV;
    }

    /** Whether this user, or this file system, cannot have what was to be set. */
    public boolean isRefusal() {
        return errno == EPERM
                || errno == EACCES
                || errno == EOPNOTSUPP
                || errno == EINVAL
                || errno == EMLINK
                || errno == ERANGE;
    }

    /** Whether files of this size are too large for the file system. */
    public boolean isTooLarge() {
        return errno == EFBIG;
    }

    /**
     * Whether there is no room for an attribute: file systems have little of it, however much there
     * is for data.
     */
    public boolean isFull() {
        return errno == ENOSPC || errno == EDQUOT;
    }
}
