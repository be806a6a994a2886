package dev.firn.btrfs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.firn.posix.NativeCall;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * libbtrfsutil (btrfsutil.h), one method per C function. Nothing outside this package sees a
 * MemorySegment.
 *
 * <p>Need root (CAP_SYS_ADMIN): descriptions by id, paths by id, listings that start at an id, and
 * deleting, unless the file system is mounted with user_subvol_rm_allowed. The rest goes by the
 * permissions of the directories.
 */
final class LibBtrfsUtil {

    // enum btrfs_util_error, btrfsutil.h
    static final int ERROR_NOT_BTRFS = 4;
    static final int ERROR_NOT_SUBVOLUME = 5;
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
    private static final String SONAME = "libbtrfsutil.so.1";
    private static final int ERROR_STOP_ITERATION = 1;
    private static final int ERROR_SUBVOLUME_NOT_FOUND = 6;
    private static final int ERROR_INO_LOOKUP_FAILED = 13;

    // asm-generic/errno-base.h
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int ENOSPC = 28;

    /** BTRFS_UTIL_CREATE_SNAPSHOT_READ_ONLY. */
    private static final int SNAPSHOT_READ_ONLY = 1 << 1;

    private final NativeCall subvolumeId;
    private final NativeCall subvolumeInfo;
    private final NativeCall subvolumePath;
    private final NativeCall createSubvolume;
    private final NativeCall createSnapshot;
    private final NativeCall deleteSubvolume;
    private final NativeCall setReadOnly;
    private final NativeCall sync;
    private final NativeCall waitSync;
    private final NativeCall createIterator;
    private final NativeCall iteratorNext;
    private final MethodHandle destroyIterator;
    private final MethodHandle free;
    private final MethodHandle strerror;

    private static @Nullable LibBtrfsUtil loaded;

    /** Loaded at first use, so that commands that need no btrfs run without it. */
    static synchronized LibBtrfsUtil instance() {
        LibBtrfsUtil library = loaded;
        if (library == null) {
            library = load(SONAME);
            loaded = library;
        }
        return library;
    }

    /**
     * Loads the library called {@code name}.
     *
     * @throws UserException if there is none
     */
    static LibBtrfsUtil load(String name) {
        SymbolLookup library;
        try {
            library = SymbolLookup.libraryLookup(name, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    ErrorKind.FAILED,
                    "cannot use btrfs: %s is missing".formatted(name),
                    "install it: apt-get install libbtrfsutil1",
                    e);
        }
        return new LibBtrfsUtil(library);
    }

    private LibBtrfsUtil(SymbolLookup library) {
        Linker linker = Linker.nativeLinker();
        subvolumeId = new NativeCall(library, "btrfs_util_subvolume_id", ADDRESS, ADDRESS);
        subvolumeInfo =
                new NativeCall(library, "btrfs_util_subvolume_info", ADDRESS, JAVA_LONG, ADDRESS);
        subvolumePath =
                new NativeCall(library, "btrfs_util_subvolume_path", ADDRESS, JAVA_LONG, ADDRESS);
        createSubvolume =
                new NativeCall(
                        library,
                        "btrfs_util_create_subvolume",
                        ADDRESS,
                        JAVA_INT,
                        ADDRESS,
                        ADDRESS);
        createSnapshot =
                new NativeCall(
                        library,
                        "btrfs_util_create_snapshot",
                        ADDRESS,
                        ADDRESS,
                        JAVA_INT,
                        ADDRESS,
                        ADDRESS);
        deleteSubvolume = new NativeCall(library, "btrfs_util_delete_subvolume", ADDRESS, JAVA_INT);
        setReadOnly =
                new NativeCall(
                        library, "btrfs_util_set_subvolume_read_only", ADDRESS, JAVA_BOOLEAN);
        sync = new NativeCall(library, "btrfs_util_sync", ADDRESS);
        waitSync = new NativeCall(library, "btrfs_util_wait_sync", ADDRESS, JAVA_LONG);
        createIterator =
                new NativeCall(
                        library,
                        "btrfs_util_create_subvolume_iterator",
                        ADDRESS,
                        JAVA_LONG,
                        JAVA_INT,
                        ADDRESS);
        iteratorNext =
                new NativeCall(
                        library, "btrfs_util_subvolume_iterator_next", ADDRESS, ADDRESS, ADDRESS);
        destroyIterator =
                linker.downcallHandle(
                        library.findOrThrow("btrfs_util_destroy_subvolume_iterator"),
                        FunctionDescriptor.ofVoid(ADDRESS));
        free =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("free"),
                        FunctionDescriptor.ofVoid(ADDRESS));
        strerror =
                linker.downcallHandle(
                        library.findOrThrow("btrfs_util_strerror"),
                        FunctionDescriptor.of(NativeCall.C_STRING, JAVA_INT));
    }

    /** {@code btrfs_util_subvolume_id}: the id of the subvolume that contains {@code path}. */
    long subvolumeId(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(JAVA_LONG);
            check(
                    subvolumeId.call(NativePath.of(path, arena), id),
                    "find the subvolume that holds",
                    path);
            return id.get(JAVA_LONG, 0);
        }
    }

    /** {@code btrfs_util_subvolume_info}: the subvolume whose root is {@code path}. */
    SubvolumeInfo subvolumeInfo(Path path) throws IOException {
        return subvolumeInfo(path, 0)
                .orElseThrow(
                        () -> new IOException("cannot read the subvolume '" + path + "': it went"));
    }

    /**
     * {@code btrfs_util_subvolume_info}: the subvolume with an id on the file system of {@code
     * path}, or the one at {@code path} if it is 0. Empty if there is none.
     */
    Optional<SubvolumeInfo> subvolumeInfo(Path path, long id) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SubvolumeInfo.BYTES, 8);
            NativeCall.Result result = subvolumeInfo.call(NativePath.of(path, arena), id, info);
            if (result.value() == ERROR_SUBVOLUME_NOT_FOUND) {
                return Optional.empty();
            }
            check(result, "read the subvolume", path);
            return Optional.of(SubvolumeInfo.read(info));
        }
    }

    /** {@code btrfs_util_subvolume_path}: where a subvolume is below the top-level one. */
    byte[] subvolumePath(Path path, long id) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ADDRESS);
            check(
                    subvolumePath.call(NativePath.of(path, arena), id, result),
                    "find the path of the subvolume that holds",
                    path);
            return take(result.get(ADDRESS, 0));
        }
    }

    /** {@code btrfs_util_create_subvolume}. */
    void createSubvolume(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            check(
                    createSubvolume.call(
                            NativePath.of(path, arena), 0, MemorySegment.NULL, MemorySegment.NULL),
                    "make subvolume",
                    path);
        }
    }

    /** {@code btrfs_util_create_snapshot}, read-only. */
    void createReadOnlySnapshot(Path source, Path path) throws IOException {
        createSnapshot(source, path, SNAPSHOT_READ_ONLY);
    }

    /** {@code btrfs_util_create_snapshot}. */
    void createWritableSnapshot(Path source, Path path) throws IOException {
        createSnapshot(source, path, 0);
    }

    private void createSnapshot(Path source, Path path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            check(
                    createSnapshot.call(
                            NativePath.of(source, arena),
                            NativePath.of(path, arena),
                            flags,
                            MemorySegment.NULL,
                            MemorySegment.NULL),
                    "take snapshot",
                    path);
        }
    }

    /**
     * {@code btrfs_util_delete_subvolume}.
     *
     * @throws UserException of kind BUSY if it is being sent
     */
    void deleteSubvolume(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            NativeCall.Result result = deleteSubvolume.call(NativePath.of(path, arena), 0);
            if (result.value() != 0 && result.errno() == EPERM && ROOT) {
                throw new UserException(
                        ErrorKind.BUSY,
                        "cannot delete subvolume '%s': it is being sent, or is the default one"
                                .formatted(path),
                        "wait until 'btrfs send' has ended; see 'btrfs subvolume get-default'");
            }
            check(result, "delete subvolume", path);
        }
    }

    /** {@code btrfs_util_set_subvolume_read_only}. */
    void setReadOnly(Path path, boolean readOnly) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            check(
                    setReadOnly.call(NativePath.of(path, arena), readOnly),
                    readOnly ? "make read-only" : "make writable",
                    path);
        }
    }

    /** {@code btrfs_util_sync}: returns when the file system's current transaction is on disk. */
    void sync(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            check(sync.call(NativePath.of(path, arena)), "sync", path);
        }
    }

    /**
     * {@code btrfs_util_wait_sync}: returns when a transaction is on disk; at once if it has been
     * for long.
     */
    void waitSync(Path path, long transaction) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            check(waitSync.call(NativePath.of(path, arena), transaction), "sync", path);
        }
    }

    /** A subvolume of a listing: its path, in bytes and relative to the one listed, and its id. */
    record Listed(byte[] path, long id) {}

    /**
     * {@code btrfs_util_create_subvolume_iterator}: the subvolumes below the one with an id on the
     * file system of {@code path}. One that is deleted meanwhile may be left out.
     */
    List<Listed> subvolumesBelow(Path path, long id) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ADDRESS);
            check(
                    createIterator.call(NativePath.of(path, arena), id, 0, result),
                    "list subvolumes below",
                    path);
            MemorySegment iterator = result.get(ADDRESS, 0);
            try {
                return readAll(iterator, path, arena);
            } finally {
                invokeVoid(destroyIterator, iterator);
            }
        }
    }

    /** {@code btrfs_util_subvolume_iterator_next}, to the end. */
    private List<Listed> readAll(MemorySegment iterator, Path path, Arena arena)
            throws IOException {
        MemorySegment name = arena.allocate(ADDRESS);
        MemorySegment id = arena.allocate(JAVA_LONG);
        List<Listed> all = new ArrayList<>();
        while (true) {
            NativeCall.Result result = iteratorNext.call(iterator, name, id);
            if (result.value() == ERROR_STOP_ITERATION) {
                return all;
            }
            if (result.value() == ERROR_INO_LOOKUP_FAILED && result.errno() == ENOENT) {
                continue; // deleted since it was listed; the iterator has stepped over it
            }
            check(result, "list subvolumes below", path);
            all.add(new Listed(take(name.get(ADDRESS, 0)), id.get(JAVA_LONG, 0)));
        }
    }

    /** The bytes of a C string that the library made for us. */
    private byte[] take(MemorySegment address) {
        MemorySegment string = address.reinterpret(Long.MAX_VALUE);
        byte[] bytes = NativePath.bytes(string);
        invokeVoid(free, string);
        return bytes;
    }

    private static void invokeVoid(MethodHandle handle, MemorySegment argument) {
        try {
            handle.invokeExact(argument);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall threw", e);
        }
    }

    private void check(NativeCall.Result result, String verb, Path path) throws BtrfsException {
        if (result.value() == 0) {
            return;
        }
        BtrfsException failure =
                new BtrfsException(
                        verb, path, message(result.value()), result.value(), result.errno());
        if (result.errno() == EPERM && !ROOT) {
            throw new UserException(
                    ErrorKind.FAILED,
                    "cannot %s '%s': that needs root".formatted(verb, path),
                    "run it with sudo",
                    failure);
        }
        if (result.errno() == ENOSPC) {
            throw new UserException(
                    ErrorKind.NO_SPACE,
                    "cannot %s '%s': no space left on its file system".formatted(verb, path),
                    "make room there; 'btrfs filesystem usage' shows what is used",
                    failure);
        }
        throw failure;
    }

    private String message(int error) {
        try {
            MemorySegment text = (MemorySegment) strerror.invokeExact(error);
            return text.equals(MemorySegment.NULL) ? "error " + error : text.getString(0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall threw", e);
        }
    }
}
