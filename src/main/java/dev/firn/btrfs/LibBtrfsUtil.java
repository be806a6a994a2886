package dev.firn.btrfs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

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

/** libbtrfsutil, one method per C function. Nothing outside this package sees a MemorySegment. */
final class LibBtrfsUtil {

    // enum btrfs_util_error, btrfsutil.h
    static final int ERROR_NOT_BTRFS = 4;
    static final int ERROR_NOT_SUBVOLUME = 5;
    private static final int ERROR_STOP_ITERATION = 1;

    /** BTRFS_UTIL_CREATE_SNAPSHOT_READ_ONLY. */
    private static final int SNAPSHOT_READ_ONLY = 1 << 1;

    private final NativeCall subvolumeInfo;
    private final NativeCall createSubvolume;
    private final NativeCall createSnapshot;
    private final NativeCall deleteSubvolume;
    private final NativeCall sync;
    private final NativeCall createIterator;
    private final NativeCall nextInfo;
    private final MethodHandle destroyIterator;
    private final MethodHandle free;
    private final MethodHandle strerror;

    /** The library is loaded at first use, so that commands that need no btrfs run without it. */
    private static final class Loaded {
        static final LibBtrfsUtil INSTANCE = load();
    }

    static LibBtrfsUtil instance() {
        try {
            return Loaded.INSTANCE;
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new UserException(
                    ErrorKind.FAILED,
                    "cannot use btrfs: libbtrfsutil.so.1 is missing",
                    "install it: apt-get install libbtrfsutil1 btrfs-progs",
                    e);
        }
    }

    private static LibBtrfsUtil load() {
        return new LibBtrfsUtil(SymbolLookup.libraryLookup("libbtrfsutil.so.1", Arena.global()));
    }

    private LibBtrfsUtil(SymbolLookup library) {
        Linker linker = Linker.nativeLinker();
        subvolumeInfo =
                new NativeCall(library, "btrfs_util_subvolume_info", ADDRESS, JAVA_LONG, ADDRESS);
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
        sync = new NativeCall(library, "btrfs_util_sync", ADDRESS);
        createIterator =
                new NativeCall(
                        library,
                        "btrfs_util_create_subvolume_iterator",
                        ADDRESS,
                        JAVA_LONG,
                        JAVA_INT,
                        ADDRESS);
        nextInfo =
                new NativeCall(
                        library,
                        "btrfs_util_subvolume_iterator_next_info",
                        ADDRESS,
                        ADDRESS,
                        ADDRESS);
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

    /** {@code btrfs_util_subvolume_info}: the subvolume whose root is {@code path}. */
    SubvolumeInfo subvolumeInfo(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SubvolumeInfo.BYTES, 8);
            check(
                    subvolumeInfo.call(NativePath.of(path, arena), 0L, info),
                    "read the subvolume",
                    path);
            return SubvolumeInfo.read(info);
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
        try (Arena arena = Arena.ofConfined()) {
            check(
                    createSnapshot.call(
                            NativePath.of(source, arena),
                            NativePath.of(path, arena),
                            SNAPSHOT_READ_ONLY,
                            MemorySegment.NULL,
                            MemorySegment.NULL),
                    "take snapshot",
                    path);
        }
    }

    /** {@code btrfs_util_delete_subvolume}. */
    void deleteSubvolume(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            check(deleteSubvolume.call(NativePath.of(path, arena), 0), "delete subvolume", path);
        }
    }

    /** {@code btrfs_util_sync}: returns when the file system's current transaction is on disk. */
    void sync(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            check(sync.call(NativePath.of(path, arena)), "sync", path);
        }
    }

    /** A subvolume of a listing; its path is relative and in bytes. */
    record Listed(byte[] path, SubvolumeInfo info) {}

    /**
     * {@code btrfs_util_create_subvolume_iterator}: all subvolumes below the one of {@code path}.
     */
    List<Listed> subvolumesBelow(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ADDRESS);
            check(
                    createIterator.call(NativePath.of(path, arena), 0L, 0, result),
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

    private List<Listed> readAll(MemorySegment iterator, Path path, Arena arena)
            throws IOException {
        MemorySegment name = arena.allocate(NativeCall.C_STRING);
        MemorySegment info = arena.allocate(SubvolumeInfo.BYTES, 8);
        List<Listed> all = new ArrayList<>();
        while (true) {
            NativeCall.Result result = nextInfo.call(iterator, name, info);
            if (result.value() == ERROR_STOP_ITERATION) {
                return all;
            }
            check(result, "list subvolumes below", path);
            MemorySegment text = name.get(ADDRESS, 0).reinterpret(Long.MAX_VALUE);
            all.add(new Listed(NativePath.bytes(text), SubvolumeInfo.read(info)));
            invokeVoid(free, text);
        }
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
        if (result.value() != 0) {
            throw new BtrfsException(
                    verb, path, message(result.value()), result.value(), result.errno());
        }
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
