package dev.firn.btrfs;

import dev.firn.concurrent.Threads;
import dev.firn.volume.Subvolume;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads the small files that the kernel's send comes to next into the page cache, a little ahead of
 * it, and drops them again when it has passed. Send reads one file after the other and waits for
 * each; with many small files that is most of its time (docs/decisions/0035). Files that somebody
 * else has in the cache stay there.
 *
 * <p>Nothing depends on this: what it cannot do, send does as ever.
 */
final class Prefetch implements Closeable {

    /** Larger files send reads ahead by itself. */
    private static final long FILE_BYTES_MAX = 512 << 10;

    private static final long AHEAD_BYTES_MAX = 32 << 20;

    /** Each holds a descriptor. */
    private static final int AHEAD_FILES_MAX = 512;

    /** Pages that were just used cannot be dropped cheaply. */
    private static final long BEHIND_BYTES = 4 << 20;

    // linux/btrfs_tree.h: types of items, struct btrfs_inode_item, btrfs_file_extent_item
    private static final int INODE_ITEM = 1;
    private static final int EXTENT_DATA = 108;
    private static final int INODE_GENERATION = 0;
    private static final int INODE_SIZE = 16;
    private static final int INODE_MODE = 52;
    private static final int EXTENT_GENERATION = 0;
    private static final int EXTENT_COMPRESSION = 16;
    private static final int EXTENT_TYPE = 20;
    private static final int EXTENT_ADDRESS = 21;
    private static final int EXTENT_LENGTH = 45;
    private static final int TYPE_INLINE = 0;
    private static final int TYPE_REGULAR = 1;

    // linux/stat.h
    private static final int S_IFMT = 0xf000;
    private static final int S_IFREG = 0x8000;

    private static final ValueLayout.OfLong U64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int directory;
    private final long subvolume;
    private final long since;
    private final Thread thread;
    private volatile long passed;
    private volatile boolean closed;

    /** Of all files up to the one that is looked at, in the order of the stream. */
    private long data;

    private long inode;
    private long generation;
    private long size;
    private boolean regular;
    private boolean wanted;
    private final Deque<Ahead> ahead = new ArrayDeque<>();

    /**
     * A file in the cache.
     *
     * @param end bytes of data in the stream when the file is over
     */
    private record Ahead(int descriptor, long end) {}

    private Prefetch(int directory, Subvolume snapshot, Optional<Subvolume> parent) {
        this.directory = directory;
        this.subvolume = snapshot.id();
        this.since = parent.map(Subvolume::changed).orElse(-1L) + 1;
        this.thread = Thread.ofPlatform().daemon().name("prefetch").unstarted(this::run);
    }

    /** Begins with what a stream of {@code snapshot} against {@code parent} holds first. */
    static Prefetch begin(Subvolume snapshot, Optional<Subvolume> parent) throws IOException {
        Prefetch prefetch = new Prefetch(LibC.openDirectory(snapshot.path()), snapshot, parent);
        prefetch.thread.start();
        return prefetch;
    }

    /** Says how many bytes of file data have come in the stream so far. */
    void passed(long dataBytes) {
        passed = dataBytes;
        LockSupport.unpark(thread);
    }

    private void run() {
        try {
            new TreeSearch(directory, EXTENT_DATA, since).visit(this::item);
            inodeEnds();
            while (!ahead.isEmpty()) {
                awaitTurn();
                LockSupport.park(this);
            }
        } catch (InterruptedException e) {
            // by close()
        } finally {
            while (!ahead.isEmpty()) {
                release(ahead.removeFirst());
            }
            LibC.close(directory);
        }
    }

    private boolean item(long object, int type, long offset, MemorySegment bytes)
            throws InterruptedException {
        if (type == INODE_ITEM) {
            inodeEnds();
            inode = object;
            generation = bytes.get(U64, INODE_GENERATION);
            size = bytes.get(U64, INODE_SIZE);
            regular = (bytes.get(U32, INODE_MODE) & S_IFMT) == S_IFREG;
            wanted = false;
        } else if (type == EXTENT_DATA && object == inode && regular) {
            extent(offset, bytes);
        }
        return !closed;
    }

    private void extent(long offset, MemorySegment bytes) {
        if (bytes.get(U64, EXTENT_GENERATION) < since) {
            return; // the parent has it
        }
        int type = bytes.get(ValueLayout.JAVA_BYTE, EXTENT_TYPE);
        if (type == TYPE_INLINE) {
            data += size;
        } else if (type == TYPE_REGULAR && bytes.get(U64, EXTENT_ADDRESS) != 0) {
            data += Math.clamp(size - offset, 0, bytes.get(U64, EXTENT_LENGTH));
            // Compressed ones are sent as they are on disk, past the page cache.
            wanted |= bytes.get(ValueLayout.JAVA_BYTE, EXTENT_COMPRESSION) == 0;
        }
    }

    private void inodeEnds() throws InterruptedException {
        if (wanted && size <= FILE_BYTES_MAX) {
            awaitTurn();
            int file = LibC.openInode(directory, subvolume, inode, (int) generation);
            if (file >= 0 && !LibC.isCached(file)) {
                LibC.willNeed(file);
                ahead.addLast(new Ahead(file, data));
            } else if (file >= 0) {
                LibC.close(file);
            }
        }
    }

    private void awaitTurn() throws InterruptedException {
        while (true) {
            long now = passed;
            while (!ahead.isEmpty() && ahead.getFirst().end() + BEHIND_BYTES <= now) {
                release(ahead.removeFirst());
            }
            if (closed) {
                throw new InterruptedException();
            }
            if (data - now <= AHEAD_BYTES_MAX && ahead.size() < AHEAD_FILES_MAX) {
                return;
            }
            LockSupport.park(this);
        }
    }

    private static void release(Ahead file) {
        LibC.dontNeed(file.descriptor());
        LibC.close(file.descriptor());
    }

    /** Ends it, and waits until it has let go of the snapshot. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        Threads.awaitEnd(thread);
    }
}
