package dev.firn.btrfs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.firn.model.Uuids;
import dev.firn.posix.NativeCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.UUID;

/** The few calls of the C library that Java has no other way to. One method per function. */
final class LibC {

    // x86_64 and aarch64 Linux differ in O_DIRECTORY (asm/fcntl.h).
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
    private static final int O_CLOEXEC = 0x80000;

    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;

    // asm-generic/errno-base.h
    private static final int EWOULDBLOCK = 11;
    private static final int EEXIST = 17;

    /** F_SETPIPE_SZ and F_GETPIPE_SZ (linux/fcntl.h). */
    private static final int F_SETPIPE_SZ = 1031;

    private static final int F_GETPIPE_SZ = 1032;

    private static final int AT_FDCWD = -100;

    /** RENAME_NOREPLACE (linux/fs.h). */
    private static final int RENAME_NOREPLACE = 1;

    /** BTRFS_IOC_FS_INFO and struct btrfs_ioctl_fs_info_args (linux/btrfs.h). */
    private static final long BTRFS_IOC_FS_INFO = 0x8400941fL;

    /** BTRFS_IOC_SEND and struct btrfs_ioctl_send_args (linux/btrfs.h). */
    private static final long BTRFS_IOC_SEND = 0x40489426L;

    static final long SEND_ARGS_BYTES = 72;

    /** BTRFS_IOC_SET_RECEIVED_SUBVOL, struct btrfs_ioctl_received_subvol_args (linux/btrfs.h). */
    private static final long BTRFS_IOC_SET_RECEIVED_SUBVOL = 0xc0c89425L;

    private static final long RECEIVED_ARGS_BYTES = 200;

    /** BTRFS_IOC_TREE_SEARCH_V2 (linux/btrfs.h). */
    private static final long BTRFS_IOC_TREE_SEARCH_V2 = 0xc0709411L;

    /** FILEID_BTRFS_WITHOUT_PARENT (linux/exportfs.h): inode, subvolume and generation, packed. */
    private static final int HANDLE_TYPE = 0x4d;

    private static final int HANDLE_BYTES = 20;

    /** As O_DIRECTORY above, the flag is the same on both. */
    private static final int O_NOATIME = 0x40000;

    // linux/fadvise.h
    private static final int POSIX_FADV_WILLNEED = 3;
    private static final int POSIX_FADV_DONTNEED = 4;

    /** RWF_NOWAIT (linux/fs.h). */
    private static final int RWF_NOWAIT = 8;

    private static final long FS_INFO_BYTES = 1024;
    private static final long FS_INFO_FSID = 16;

    private static final SymbolLookup LOOKUP = Linker.nativeLinker().defaultLookup();
    private static final NativeCall OPEN =
            new NativeCall(LOOKUP, "open", 2, ADDRESS, JAVA_INT, JAVA_INT);
    private static final NativeCall CLOSE = new NativeCall(LOOKUP, "close", JAVA_INT);
    private static final NativeCall FLOCK = new NativeCall(LOOKUP, "flock", JAVA_INT, JAVA_INT);
    private static final NativeCall PIPE2 = new NativeCall(LOOKUP, "pipe2", ADDRESS, JAVA_INT);
    private static final NativeCall FCNTL =
            new NativeCall(LOOKUP, "fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final NativeCall IOCTL =
            new NativeCall(LOOKUP, "ioctl", 2, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final NativeCall RENAMEAT2 =
            new NativeCall(LOOKUP, "renameat2", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);

    private static final NativeCall OPEN_BY_HANDLE_AT =
            new NativeCall(LOOKUP, "open_by_handle_at", JAVA_INT, ADDRESS, JAVA_INT);
    private static final NativeCall FADVISE =
            new NativeCall(LOOKUP, "posix_fadvise", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final NativeCall PREADV2 =
            new NativeCall(LOOKUP, "preadv2", JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG, JAVA_INT);

    private LibC() {}

    /** {@code open(2)} of a directory for reading. */
    static int openDirectory(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            NativeCall.Result result =
                    OPEN.call(NativePath.of(path, arena), O_DIRECTORY | O_CLOEXEC, 0);
            return check(result, "open", path);
        }
    }

    /** {@code close(2)}. */
    static void close(int descriptor) {
        CLOSE.call(descriptor); // on Linux the descriptor is gone whatever it returns
    }

    /** {@code flock(2)}, exclusive and without waiting; false if somebody else has the lock. */
    static boolean tryLock(int descriptor, Path path) throws IOException {
        NativeCall.Result result = FLOCK.call(descriptor, LOCK_EX | LOCK_NB);
        if (result.value() != 0 && result.errno() == EWOULDBLOCK) {
            return false;
        }
        check(result, "lock", path);
        return true;
    }

    /** The two ends of a pipe, as descriptors, and how many bytes fit in between. */
    record Pipe(int read, int write, int bytes) implements AutoCloseable {

        @Override
        public void close() {
            LibC.close(read);
            LibC.close(write);
        }
    }

    /**
     * {@code pipe2(2)}, not inherited by children, with room for {@code bytes}, or half of it or a
     * quarter and so on, whatever is allowed.
     */
    static Pipe pipe(int bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            check(PIPE2.call(ends, O_CLOEXEC), "make", "a pipe");
            int write = ends.getAtIndex(JAVA_INT, 1);
            // Refused (EPERM) beyond the user's share: a smaller one does, slower.
            for (int size = bytes; size >= 1 << 16; size /= 2) {
                if (FCNTL.call(write, F_SETPIPE_SZ, size).value() > 0) {
                    break;
                }
            }
            int given = FCNTL.call(write, F_GETPIPE_SZ, 0).value();
            return new Pipe(ends.getAtIndex(JAVA_INT, 0), write, given);
        }
    }

    /** {@code renameat2(2)} that fails if {@code to} exists, be it an empty directory. */
    static void rename(Path from, Path to) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            NativeCall.Result result =
                    RENAMEAT2.call(
                            AT_FDCWD,
                            NativePath.of(from, arena),
                            AT_FDCWD,
                            NativePath.of(to, arena),
                            RENAME_NOREPLACE);
            if (result.value() < 0 && result.errno() == EEXIST) {
                throw new FileAlreadyExistsException(
                        from.toString(), to.toString(), "cannot rename to what exists already");
            }
            check(result, "rename", from);
        }
    }

    /**
     * {@code ioctl(BTRFS_IOC_SEND)}: writes the whole stream of the subvolume at {@code directory}
     * before it returns.
     *
     * @return 0, or errno
     */
    static int send(int directory, MemorySegment arguments) {
        NativeCall.Result result = IOCTL.call(directory, BTRFS_IOC_SEND, arguments);
        return result.value() < 0 ? result.errno() : 0;
    }

    /**
     * {@code ioctl(BTRFS_IOC_SET_RECEIVED_SUBVOL)} of a writable subvolume.
     *
     * @param uuid nil for none
     * @param generation that the stream carried (stransid)
     */
    static void setReceived(Path subvolume, UUID uuid, long generation) throws IOException {
        int descriptor = openDirectory(subvolume);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment arguments = arena.allocate(RECEIVED_ARGS_BYTES, 8);
            MemorySegment.copy(Uuids.bytes(uuid), 0, arguments, JAVA_BYTE, 0, 16);
            arguments.set(JAVA_LONG, 16, generation);
            check(
                    IOCTL.call(descriptor, BTRFS_IOC_SET_RECEIVED_SUBVOL, arguments),
                    "record what was received as",
                    subvolume);
        } finally {
            close(descriptor);
        }
    }

    /**
     * {@code ioctl(BTRFS_IOC_TREE_SEARCH_V2)}.
     *
     * @return 0, or errno
     */
    static int treeSearch(int directory, MemorySegment arguments) {
        NativeCall.Result result = IOCTL.call(directory, BTRFS_IOC_TREE_SEARCH_V2, arguments);
        return result.value() < 0 ? result.errno() : 0;
    }

    /**
     * {@code open_by_handle_at(2)} of an inode of btrfs, for reading.
     *
     * @param place a descriptor of something on the same file system
     * @return a descriptor, or less than 0 if there is no such file or it may not be opened
     */
    static int openInode(int place, long subvolume, long inode, int generation) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(8 + HANDLE_BYTES, 8);
            handle.set(JAVA_INT, 0, HANDLE_BYTES);
            handle.set(JAVA_INT, 4, HANDLE_TYPE);
            handle.set(JAVA_LONG, 8, inode);
            handle.set(JAVA_LONG, 16, subvolume);
            handle.set(JAVA_INT, 24, generation);
            return OPEN_BY_HANDLE_AT.call(place, handle, O_NOATIME | O_CLOEXEC).value();
        }
    }

    /** Whether the file's first byte is in the page cache: {@code preadv2(RWF_NOWAIT)} gives it. */
    static boolean isCached(int file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vector = arena.allocate(16, 8);
            vector.set(ADDRESS, 0, arena.allocate(1));
            vector.set(JAVA_LONG, 8, 1);
            return PREADV2.call(file, vector, 1, 0L, RWF_NOWAIT).value() >= 0;
        }
    }

    /** {@code posix_fadvise(2)}: begins to read the whole file into the page cache. */
    static void willNeed(int file) {
        FADVISE.call(file, 0L, 0L, POSIX_FADV_WILLNEED); // advice: whether it is taken is no matter
    }

    /** {@code posix_fadvise(2)}: drops the file from the page cache. */
    static void dontNeed(int file) {
        FADVISE.call(file, 0L, 0L, POSIX_FADV_DONTNEED);
    }

    /** {@code ioctl(BTRFS_IOC_FS_INFO)}: the uuid of the file system. */
    static UUID fileSystemUuid(Path path) throws IOException {
        int descriptor = openDirectory(path);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(FS_INFO_BYTES, 8);
            check(
                    IOCTL.call(descriptor, BTRFS_IOC_FS_INFO, info),
                    "read the file system's uuid at",
                    path);
            return Uuids.ofBytes(info.asSlice(FS_INFO_FSID, 16).toArray(JAVA_BYTE));
        } finally {
            close(descriptor);
        }
    }

    private static int check(NativeCall.Result result, String verb, Object what)
            throws IOException {
        if (result.value() < 0) {
            throw new IOException(
                    "cannot %s '%s' (errno %d)".formatted(verb, what, result.errno()));
        }
        return result.value();
    }
}
