package dev.firn.btrfs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.firn.concurrent.Threads;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The kernel's send stream of a snapshot, which ends only if the kernel sent all of it.
 *
 * <p>One ioctl writes the whole stream into a pipe, on a thread of its own. The command {@code
 * btrfs send} calls the same one, but passes what comes on from one small pipe to another, and
 * every few kB wake somebody: a third of what sending costs (docs/decisions/0032).
 */
final class SenderChannel implements ReadableByteChannel {

    private static final int PIPE_BYTES = 1 << 20;

    /** When less than this part of the pipe was full, its reader is ahead of the kernel. */
    private static final int FULL_PART = 4;

    /** In this time the kernel cannot fill the pipe: at most about 1 GB/s come. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    // BTRFS_SEND_FLAG_NO_FILE_DATA, _VERSION and _COMPRESSED (linux/btrfs.h).
    private static final long FLAG_NO_FILE_DATA = 0x1;
    private static final long FLAG_VERSION = 0x8;
    private static final long FLAG_COMPRESSED = 0x10;

    // linux/errno-base.h
    private static final int EPERM = 1;
    private static final int EIO = 5;

    private final Path snapshot;
    private final FileChannel channel;
    private final int pipeBytes;
    private final CompletableFuture<Integer> outcome = new CompletableFuture<>();
    private final Thread thread;
    private boolean ahead;

    private record Request(Optional<Subvolume> parent, int version, boolean data) {}

    private SenderChannel(
            Path snapshot, FileChannel channel, int pipeBytes, Consumer<SenderChannel> work) {
        this.snapshot = snapshot;
        this.channel = channel;
        this.pipeBytes = pipeBytes;
        this.thread =
                Thread.ofPlatform().daemon().name("btrfs send").unstarted(() -> work.accept(this));
    }

    /**
     * Begins to send.
     *
     * @param parent what the stream shall build on
     * @param version protocol of the stream, 1 or 2; with 2, compressed data stay as they are
     * @param data whether the stream holds file data, or only says where they are
     */
    static SenderChannel open(
            Subvolume snapshot, Optional<Subvolume> parent, int version, boolean data)
            throws IOException {
        int directory = LibC.openDirectory(snapshot.path());
        try {
            return open(directory, snapshot.path(), new Request(parent, version, data));
        } catch (IOException | RuntimeException e) {
            LibC.close(directory);
            throw e;
        }
    }

    private static SenderChannel open(int directory, Path snapshot, Request request)
            throws IOException {
        LibC.Pipe pipe = LibC.pipe(PIPE_BYTES);
        try {
            // Opening this makes a second descriptor of the same pipe (proc(5)).
            Path end = Path.of("/proc/self/fd/" + pipe.read());
            FileChannel channel = FileChannel.open(end, StandardOpenOption.READ);
            SenderChannel sender =
                    new SenderChannel(
                            snapshot,
                            channel,
                            pipe.bytes(),
                            self -> self.send(directory, pipe.write(), request));
            sender.thread.start();
            LibC.close(pipe.read());
            return sender;
        } catch (IOException | RuntimeException e) {
            pipe.close();
            throw e;
        }
    }

    private void send(int directory, int pipe, Request request) {
        try (Arena arena = Arena.ofConfined()) {
            outcome.complete(LibC.send(directory, arguments(pipe, request, arena)));
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        } finally {
            // In this order: who sees the end of the pipe finds the outcome.
            LibC.close(pipe);
            LibC.close(directory);
        }
    }

    /** struct btrfs_ioctl_send_args. The parent is a source of clones, too, as in btrfs send -p. */
    private static MemorySegment arguments(int pipe, Request request, Arena arena) {
        MemorySegment arguments = arena.allocate(LibC.SEND_ARGS_BYTES, Long.BYTES);
        arguments.set(JAVA_LONG, 0, pipe);
        if (request.parent().isPresent()) {
            long id = request.parent().get().id();
            arguments.set(JAVA_LONG, 8, 1);
            arguments.set(JAVA_LONG, 16, arena.allocateFrom(JAVA_LONG, id).address());
            arguments.set(JAVA_LONG, 24, id);
        }
        long flags = request.data() ? 0 : FLAG_NO_FILE_DATA;
        if (request.version() >= 2) {
            flags |= FLAG_VERSION | FLAG_COMPRESSED;
            arguments.set(JAVA_INT, 40, request.version());
        }
        arguments.set(JAVA_LONG, 32, flags);
        return arguments;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (ahead) {
            // Else the kernel wakes this thread for every few kB, which costs both of them more
            // than the bytes do.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        int room = target.remaining();
        int count = channel.read(target);
        if (count < 0) {
            requireSent();
        }
        ahead = pipeBytes >= PIPE_BYTES && count < Math.min(room, pipeBytes / FULL_PART);
        return count;
    }

    private void requireSent() throws IOException {
        int errno;
        try {
            errno = outcome.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the sender");
        } catch (ExecutionException e) {
            throw new IOException("cannot send snapshot '%s'".formatted(snapshot), e.getCause());
        }
        if (errno != 0) {
            throw failed(errno);
        }
    }

    private IOException failed(int errno) {
        String cannot = "cannot send snapshot '%s': ".formatted(snapshot);
        return switch (errno) {
            case EPERM ->
                    new IOException(
                            cannot
                                    + "the kernel does not permit it: is it read-only, and is this"
                                    + " root?");
            case EIO ->
                    throw new UserException(
                            ErrorKind.FAILED,
                            cannot + "the kernel could not read all of it",
                            "its log (dmesg) names the file: mend or delete it in the volume, then"
                                    + " delete the snapshot and run this again");
            default -> new IOException(cannot + "the kernel gave up (errno %d)".formatted(errno));
        };
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Ends the sender, if it is at work, and waits until it has let go of the snapshot. */
    @Override
    public void close() throws IOException {
        channel.close(); // its next write fails with EPIPE
        Threads.awaitEnd(thread);
    }
}
