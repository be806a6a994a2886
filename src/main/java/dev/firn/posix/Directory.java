package dev.firn.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.firn.sendstream.StreamPath;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A directory that is open. Used by one thread. */
public final class Directory implements AutoCloseable {

    /** The kernel takes paths of less than PATH_MAX, 4096 (linux/limits.h). */
    private static final int PATH_BYTES_MAX = 4000;

    /** Of what is under way: nobody but the owner, and the kernel grants no more to others. */
    private static final int PRIVATE_FILE = 0600;

    private static final int PRIVATE_DIRECTORY = 0700;

    private static final Charset LOCALE =
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private final int descriptor;
    private final Object what;

    private Directory(int descriptor, Object what) {
        this.descriptor = descriptor;
        this.what = what;
    }

    /** Opens a directory that the user named: its links are followed. */
    public static Directory open(Path path) throws IOException {
        byte[] bytes = path.toAbsolutePath().toString().getBytes(LOCALE);
        return new Directory(Syscalls.open(bytes, Syscalls.O_DIRECTORY, path), path);
    }

    /** Whether this process may do what only root may. */
    public static boolean isPrivileged() {
        return Syscalls.effectiveUser() == 0;
    }

    /** The user that this process acts as. */
    public static int effectiveUser() {
        return Syscalls.effectiveUser();
    }

    /**
     * Opens a directory below this one, by a path of names; empty is this one again. Nothing on the
     * way may be a link, or lead out.
     */
    public Directory below(StreamPath path) throws IOException {
        byte[] bytes = path.length() == 0 ? new byte[] {'.'} : path.bytes();
        Directory at = this;
        int start = 0;
        while (true) {
            int end = bytes.length - start <= PATH_BYTES_MAX ? bytes.length : slash(bytes, start);
            byte[] part = Arrays.copyOfRange(bytes, start, end);
            Directory next;
            try {
                next =
                        new Directory(
                                Syscalls.openBeneath(
                                        at.descriptor, part, Syscalls.O_DIRECTORY, 0, path),
                                path);
            } finally {
                if (at != this) {
                    at.close();
                }
            }
            if (end == bytes.length) {
                return next;
            }
            at = next;
            start = end + 1;
        }
    }

    /** The last slash that the kernel can take a path up to. */
    private static int slash(byte[] bytes, int start) throws ErrnoException {
        int at = start + PATH_BYTES_MAX;
        while (bytes[at] != '/') {
            at--;
            if (at == start) {
                throw new ErrnoException("open a directory", ErrnoException.ENAMETOOLONG);
            }
        }
        return at;
    }

    /** Makes a directory, which only its owner can use. */
    public void makeDirectory(FileName name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Syscalls.check(
                    Syscalls.MKDIRAT.call(descriptor, string(name, arena), PRIVATE_DIRECTORY),
                    "make directory",
                    at(name));
        }
    }

    /** Makes a file, which only its owner can use, and opens it to be written. */
    public Node createFile(FileName name) throws IOException {
        int flags = Syscalls.O_RDWR | Syscalls.O_CREAT | Syscalls.O_EXCL;
        return new Node(
                Syscalls.openBeneath(descriptor, name.bytes(), flags, PRIVATE_FILE, at(name)),
                at(name));
    }

    /** Opens a file to be written. It may be anything: look at its status. */
    public Node openFile(FileName name) throws IOException {
        return new Node(
                Syscalls.openBeneath(descriptor, name.bytes(), Syscalls.O_RDWR, 0, at(name)),
                at(name));
    }

    /** Opens what has this name, a link itself, so that its attributes can be set. */
    public Node openNode(FileName name) throws IOException {
        // O_PATH and O_NOFOLLOW give a descriptor of the link; openat2 refuses links.
        try (Arena arena = Arena.ofConfined()) {
            return new Node(
                    Syscalls.check(
                            Syscalls.OPENAT.call(
                                    descriptor,
                                    string(name, arena),
                                    Syscalls.O_PATH | Syscalls.O_NOFOLLOW | Syscalls.O_CLOEXEC,
                                    0),
                            "open",
                            at(name)),
                    at(name));
        }
    }

    /** This directory, so that its attributes can be set. The caller closes it. */
    public Node self() throws IOException {
        return new Node(
                Syscalls.openBeneath(descriptor, new byte[] {'.'}, Syscalls.O_DIRECTORY, 0, what),
                what);
    }

    /** Makes a symbolic link. */
    public void makeSymlink(FileName name, StreamPath target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Syscalls.check(
                    Syscalls.SYMLINKAT.call(
                            Syscalls.string(target.bytes(), arena),
                            descriptor,
                            string(name, arena)),
                    "make symbolic link",
                    at(name));
        }
    }

    /**
     * Makes a device, pipe or socket.
     *
     * @param type the type's bits of a mode (S_IFMT)
     * @param device in the kernel's "new" encoding, which the C library's is for all it can say
     */
    public void makeNode(FileName name, int type, long device) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Syscalls.check(
                    Syscalls.MKNODAT.call(
                            descriptor,
                            string(name, arena),
                            type | PRIVATE_FILE,
                            device & 0xffff_ffffL),
                    "make",
                    at(name));
        }
    }

    /** Gives what is called {@code name} here another name there; a link itself, if it is one. */
    public void link(FileName name, Directory other, FileName otherName) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Syscalls.check(
                    Syscalls.LINKAT.call(
                            descriptor,
                            string(name, arena),
                            other.descriptor,
                            string(otherName, arena),
                            0),
                    "link",
                    other.at(otherName));
        }
    }

    /** Renames within this directory; fails if there is something of the new name. */
    public void rename(FileName from, FileName to) throws IOException {
        rename(from, to, Syscalls.RENAME_NOREPLACE);
    }

    /** Renames within this directory, in the place of a file that has the new name. */
    public void replace(FileName from, FileName to) throws IOException {
        rename(from, to, 0);
    }

    private void rename(FileName from, FileName to, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Syscalls.check(
                    Syscalls.RENAMEAT2.call(
                            descriptor, string(from, arena), descriptor, string(to, arena), flags),
                    "make",
                    at(to));
        }
    }

    /** Deletes a name of anything but a directory. */
    public void unlink(FileName name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Syscalls.check(
                    Syscalls.UNLINKAT.call(descriptor, string(name, arena), 0), "delete", at(name));
        }
    }

    /** What has this name, a link itself; empty if nothing has. */
    public Optional<FileStatus> status(FileName name) throws IOException {
        try {
            return Optional.of(Syscalls.status(descriptor, name.bytes(), at(name)));
        } catch (ErrnoException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What the symbolic link of this name says. */
    public StreamPath target(FileName name) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(PATH_BYTES_MAX + 96L);
            int length =
                    Syscalls.check(
                            Syscalls.READLINKAT.call(
                                    descriptor, string(name, arena), buffer, buffer.byteSize()),
                            "read link",
                            at(name));
            return StreamPath.of(buffer.asSlice(0, length).toArray(JAVA_BYTE));
        }
    }

    /**
     * Locks this directory until it is closed, by flock(2); false if somebody else has the lock. A
     * file system that has no such locks, as some over a network, gives it to everybody.
     */
    public boolean tryLock() {
        NativeCall.Result result =
                Syscalls.FLOCK.call(descriptor, Syscalls.LOCK_EX | Syscalls.LOCK_NB);
        return result.value() == 0 || result.errno() != Syscalls.EWOULDBLOCK;
    }

    /** Makes everything of this file system durable. */
    public void sync() throws IOException {
        Syscalls.check(Syscalls.SYNCFS.call(descriptor), "sync", what);
    }

    private static MemorySegment string(FileName name, Arena arena) {
        return Syscalls.string(name.bytes(), arena);
    }

    private Object at(FileName name) {
        return what + "/" + name;
    }

    @Override
    public void close() {
        Syscalls.CLOSE.call(descriptor);
    }
}
