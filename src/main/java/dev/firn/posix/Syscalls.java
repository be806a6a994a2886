package dev.firn.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/** The functions of the C library that work on descriptors, and their constants. */
final class Syscalls {

    // x86_64 and aarch64 Linux differ in these (asm/fcntl.h).
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
    static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;

    static final int O_RDWR = 2;
    static final int O_CREAT = 0x40;
    static final int O_EXCL = 0x80;
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;

    // linux/fcntl.h
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_EMPTY_PATH = 0x1000;

    // sys/file.h, asm-generic/errno-base.h
    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;
    static final int EWOULDBLOCK = 11;

    /** RENAME_NOREPLACE (linux/fs.h). */
    static final int RENAME_NOREPLACE = 1;

    /** RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS, RESOLVE_NO_MAGICLINKS (linux/openat2.h). */
    private static final long RESOLVE = 0x08 | 0x04 | 0x02;

    /** The same number on all architectures (asm-generic/unistd.h). */
    private static final long SYS_OPENAT2 = 437;

    private static final long OPEN_HOW_BYTES = 24;

    /** STATX_BASIC_STATS (linux/stat.h). */
    private static final int STATX_BASIC_STATS = 0x7ff;

    private static final SymbolLookup C = Linker.nativeLinker().defaultLookup();

    private static final NativeCall OPEN =
            new NativeCall(C, "open", 2, ADDRESS, JAVA_INT, JAVA_INT);
    private static final NativeCall SYSCALL =
            new NativeCall(C, "syscall", 1, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    static final NativeCall OPENAT =
            new NativeCall(C, "openat", 3, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    static final NativeCall CLOSE = new NativeCall(C, "close", JAVA_INT);
    static final NativeCall MKDIRAT = new NativeCall(C, "mkdirat", JAVA_INT, ADDRESS, JAVA_INT);
    static final NativeCall MKNODAT =
            new NativeCall(C, "mknodat", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG);
    static final NativeCall SYMLINKAT = new NativeCall(C, "symlinkat", ADDRESS, JAVA_INT, ADDRESS);
    static final NativeCall LINKAT =
            new NativeCall(C, "linkat", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    static final NativeCall UNLINKAT = new NativeCall(C, "unlinkat", JAVA_INT, ADDRESS, JAVA_INT);
    static final NativeCall RENAMEAT2 =
            new NativeCall(C, "renameat2", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    static final NativeCall READLINKAT =
            new NativeCall(C, "readlinkat", JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
    private static final NativeCall STATX =
            new NativeCall(C, "statx", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    static final NativeCall FTRUNCATE = new NativeCall(C, "ftruncate", JAVA_INT, JAVA_LONG);
    static final NativeCall PWRITE =
            new NativeCall(C, "pwrite", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG);
    static final NativeCall FCHOWNAT =
            new NativeCall(C, "fchownat", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
    static final NativeCall CHMOD = new NativeCall(C, "chmod", ADDRESS, JAVA_INT);
    static final NativeCall UTIMENSAT =
            new NativeCall(C, "utimensat", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
    static final NativeCall SETXATTR =
            new NativeCall(C, "setxattr", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    static final NativeCall FLOCK = new NativeCall(C, "flock", JAVA_INT, JAVA_INT);
    static final NativeCall SYNCFS = new NativeCall(C, "syncfs", JAVA_INT);
    private static final NativeCall GETEUID = new NativeCall(C, "geteuid");

    private Syscalls() {}

    /** A C string. The bytes have no NUL. */
    static MemorySegment string(byte[] bytes, Arena arena) {
        MemorySegment string = arena.allocate(bytes.length + 1L); // zeroed, so it is ended
        MemorySegment.copy(bytes, 0, string, JAVA_BYTE, 0, bytes.length);
        return string;
    }

    static int check(NativeCall.Result result, String verb, Object what) throws ErrnoException {
        if (result.value() < 0) {
            throw new ErrnoException("%s '%s'".formatted(verb, what), result.errno());
        }
        return result.value();
    }

    /** {@code open(2)}, which follows links: for what the user named. */
    static int open(byte[] path, int flags, Object what) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            return check(OPEN.call(string(path, arena), flags | O_CLOEXEC, 0), "open", what);
        }
    }

    /**
     * {@code openat2(2)}: nothing above {@code directory}, and no link on the way or at the end.
     */
    static int openBeneath(int directory, byte[] path, int flags, int mode, Object what)
            throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment how = arena.allocate(OPEN_HOW_BYTES, 8);
            how.set(JAVA_LONG, 0, flags | O_CLOEXEC | O_NOFOLLOW);
            how.set(JAVA_LONG, 8, mode);
            how.set(JAVA_LONG, 16, RESOLVE);
            return check(
                    SYSCALL.call(SYS_OPENAT2, directory, string(path, arena), how, OPEN_HOW_BYTES),
                    "open",
                    what);
        }
    }

    /** {@code statx(2)} of a name in a directory, or of the descriptor if the name is empty. */
    static FileStatus status(int descriptor, byte[] name, Object what) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statx = arena.allocate(FileStatus.BYTES, 8);
            int flags = AT_SYMLINK_NOFOLLOW | (name.length == 0 ? AT_EMPTY_PATH : 0);
            check(
                    STATX.call(descriptor, string(name, arena), flags, STATX_BASIC_STATS, statx),
                    "look at",
                    what);
            return FileStatus.read(statx);
        }
    }

    /** {@code geteuid(2)}. */
    static int effectiveUser() {
        return GETEUID.call().value();
    }
}
