package dev.firn.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/**
 * What statx(2) says of a file.
 *
 * @param mode type and permissions
 * @param size in bytes
 */
public record FileStatus(
        int mode,
        long inode,
        long links,
        int owner,
        int group,
        long size,
        long modifiedSeconds,
        int modifiedNanos,
        int deviceMajor,
        int deviceMinor) {

    // linux/stat.h
    private static final int TYPE_MASK = 0xf000;
    private static final int FILE = 0x8000;
    private static final int DIRECTORY = 0x4000;
    private static final int SYMLINK = 0xa000;

    /** Length of struct statx (linux/stat.h). */
    static final long BYTES = 256;

    static FileStatus read(MemorySegment statx) {
        return new FileStatus(
                Short.toUnsignedInt(statx.get(JAVA_SHORT, 28)),
                statx.get(JAVA_LONG, 32),
                statx.get(JAVA_INT, 16),
                statx.get(JAVA_INT, 20),
                statx.get(JAVA_INT, 24),
                statx.get(JAVA_LONG, 40),
                statx.get(JAVA_LONG, 112),
                statx.get(JAVA_INT, 120),
                statx.get(JAVA_INT, 128),
                statx.get(JAVA_INT, 132));
    }

    /** The type's bits of the mode (S_IFMT). */
    public int type() {
        return mode & TYPE_MASK;
    }

    /** Whether it is a regular file. */
    public boolean isFile() {
        return type() == FILE;
    }

    public boolean isDirectory() {
        return type() == DIRECTORY;
    }

    public boolean isSymlink() {
        return type() == SYMLINK;
    }
}
