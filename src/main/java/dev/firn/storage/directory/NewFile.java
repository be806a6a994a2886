package dev.firn.storage.directory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Writes an empty file from its start to its end. Large ones go past the page cache (O_DIRECT,
 * open(2)) where the file system can do that: what is written here is not read again soon, and
 * copying it to the cache costs several times what writing it does (docs/decisions/0034).
 */
final class NewFile implements Closeable {

    /** Files below this go through the page cache, and pieces are gathered to this. */
    static final int PIECE_BYTES = 1 << 20;

    /** How many bytes go to the disk at once: a disk that turns loses time between two writes. */
    private static final int WRITE_BYTES_MAX = 16 << 20;

    /** Addresses, offsets and lengths of unbuffered writes are multiples of this. */
    private static final int UNIT = 4096;

    /**
     * Direct memory is given back late, so it is used again; as many as files are written at once.
     */
    private static final Queue<ByteBuffer> SPARE = new ConcurrentLinkedQueue<>();

    private final FileChannel file;
    private final boolean unbuffered;

    /** What is not a whole unit yet, or not where it would have to be. */
    private final ByteBuffer gathered;

    private long length;

    private NewFile(FileChannel file, boolean unbuffered) {
        this.file = file;
        this.unbuffered = unbuffered;
        ByteBuffer spare = SPARE.poll();
        this.gathered =
                spare == null
                        ? ByteBuffer.allocateDirect(PIECE_BYTES + UNIT)
                                .alignedSlice(UNIT)
                                .slice(0, PIECE_BYTES)
                        : spare.clear();
    }

    /**
     * Opens {@code path}, which exists and is empty.
     *
     * @param bytes how long it will be
     */
    static NewFile open(Path path, long bytes) throws IOException {
        if (bytes >= PIECE_BYTES && Unbuffered.option().isPresent() && hasRightBlocks(path)) {
            try {
                return new NewFile(
                        FileChannel.open(path, StandardOpenOption.WRITE, Unbuffered.option().get()),
                        true);
            } catch (FileSystemException | UnsupportedOperationException e) {
                // This file system cannot, or cannot be written to, which shows again below.
            }
        }
        return new NewFile(FileChannel.open(path, StandardOpenOption.WRITE), false);
    }

    private static boolean hasRightBlocks(Path path) {
        try {
            long block = Files.getFileStore(path).getBlockSize();
            return block > 0 && UNIT % block == 0;
        } catch (IOException | UnsupportedOperationException e) {
            // The JDK looks for the mount point, and a rescue system's chroot may have none.
            return false;
        }
    }

    /** Appends the remaining bytes of all {@code sources}, whose positions move to their limits. */
    void write(ByteBuffer... sources) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            file.close(); // as the channel itself does, had these bytes reached it
            throw new ClosedByInterruptException();
        }
        int first = 0;
        while (first < sources.length) {
            int after = first;
            long bytes = 0;
            while (after < sources.length
                    && bytes < WRITE_BYTES_MAX
                    && gathered.position() == 0
                    && isWhole(sources[after])) {
                bytes += sources[after++].remaining();
            }
            if (after > first) {
                writeAll(Arrays.copyOfRange(sources, first, after), bytes);
                first = after;
            } else {
                gather(sources[first++]);
            }
        }
    }

    /** Whether these bytes can be written from where they are. */
    private boolean isWhole(ByteBuffer source) {
        return source.isDirect()
                && (!unbuffered
                        || (source.alignmentOffset(source.position(), UNIT) == 0
                                && source.remaining() % UNIT == 0));
    }

    private void gather(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            int count = Math.min(gathered.remaining(), source.remaining());
            gathered.put(gathered.position(), source, source.position(), count);
            gathered.position(gathered.position() + count);
            source.position(source.position() + count);
            if (!gathered.hasRemaining()) {
                writeGathered();
            }
        }
    }

    private void writeGathered() throws IOException {
        gathered.flip();
        writeAll(new ByteBuffer[] {gathered}, gathered.remaining());
        gathered.clear();
    }

    private void writeAll(ByteBuffer[] sources, long bytes) throws IOException {
        for (long written = 0; written < bytes; ) {
            written += file.write(sources);
        }
        length += bytes;
    }

    /** Writes what is left and waits until all is durable. */
    void finish() throws IOException {
        if (gathered.position() > 0) {
            long exact = length + gathered.position();
            while (unbuffered && gathered.position() % UNIT != 0) {
                gathered.put((byte) 0);
            }
            writeGathered();
            if (length > exact) {
                file.truncate(exact);
            }
        }
        file.force(true);
    }

    @Override
    public void close() throws IOException {
        SPARE.add(gathered);
        file.close();
    }
}
