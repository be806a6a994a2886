package dev.firn.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firn.sendstream.StreamPath;
import dev.firn.sendstream.StreamTime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A file, directory, link or device that is open. What is done to it is done to this one, whatever
 * its name is by now. Used by one thread.
 */
public final class Node implements AutoCloseable {

    private static final int NANOS_MAX = 999_999_999;
    private static final byte[] NO_NAME = {};

    private final int descriptor;
    private final Object what;

    /** Takes over {@code descriptor}. */
    Node(int descriptor, Object what) {
        this.descriptor = descriptor;
        this.what = what;
    }

    int descriptor() {
        return descriptor;
    }

    /** What it is. */
    public FileStatus status() throws IOException {
        return Syscalls.status(descriptor, NO_NAME, what);
    }

    /** Writes the remaining bytes at {@code offset}. */
    public void write(long offset, ByteBuffer bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocate(bytes.remaining());
            source.copyFrom(MemorySegment.ofBuffer(bytes));
            long done = 0;
            while (done < source.byteSize()) {
                done +=
                        Syscalls.check(
                                Syscalls.PWRITE.call(
                                        descriptor,
                                        source.asSlice(done),
                                        source.byteSize() - done,
                                        offset + done),
                                "write to",
                                what);
            }
        }
    }

    /** Sets the length; what is longer than the data is a hole. */
    public void truncate(long size) throws IOException {
        Syscalls.check(Syscalls.FTRUNCATE.call(descriptor, size), "set the length of", what);
    }

    public void setOwner(int user, int group) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Syscalls.check(
                    Syscalls.FCHOWNAT.call(
                            descriptor,
                            Syscalls.string(NO_NAME, arena),
                            user,
                            group,
                            Syscalls.AT_EMPTY_PATH),
                    "set the owner of",
                    what);
        }
    }

    /** Sets the permissions, which a symbolic link has not. */
    public void setMode(int mode) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Syscalls.check(Syscalls.CHMOD.call(self(arena), mode), "set the mode of", what);
        }
    }

    /** Sets the times of access and modification. */
    public void setTimes(StreamTime accessed, StreamTime modified) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment times = arena.allocate(4 * Long.BYTES, 8);
            put(times, 0, accessed);
            put(times, 2, modified);
            Syscalls.check(
                    Syscalls.UTIMENSAT.call(
                            descriptor,
                            Syscalls.string(NO_NAME, arena),
                            times,
                            Syscalls.AT_EMPTY_PATH),
                    "set the times of",
                    what);
        }
    }

    /** More nanoseconds would be UTIME_NOW or UTIME_OMIT (linux/stat.h). */
    private static void put(MemorySegment times, long at, StreamTime time) {
        times.setAtIndex(JAVA_LONG, at, time.seconds());
        times.setAtIndex(JAVA_LONG, at + 1, Math.clamp(time.nanos(), 0, NANOS_MAX));
    }

    /** Sets an extended attribute. */
    public void setXattr(StreamPath name, byte[] value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, value.length));
            MemorySegment.copy(value, 0, bytes, JAVA_BYTE, 0, value.length);
            Syscalls.check(
                    Syscalls.SETXATTR.call(
                            self(arena),
                            Syscalls.string(name.bytes(), arena),
                            bytes,
                            (long) value.length,
                            0),
                    "set attribute '%s' of".formatted(name),
                    what);
        }
    }

    /**
     * A name of what is open, whatever that is (proc(5), {@code /proc/pid/fd}): the kernel goes to
     * it directly and follows nothing further. A descriptor of a path alone can be used by no other
     * way for this.
     */
    private MemorySegment self(Arena arena) {
        return Syscalls.string(("/proc/self/fd/" + descriptor).getBytes(US_ASCII), arena);
    }

    @Override
    public void close() {
        Syscalls.CLOSE.call(descriptor); // on Linux it is gone whatever it returns
    }
}
