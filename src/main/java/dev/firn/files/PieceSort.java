package dev.firn.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts pieces, as many as there are: those that do not fit into memory go to a temporary file, in
 * sorted runs that are merged when they are read. Add, {@link #sort}, and read, as often as wanted
 * and by several threads.
 */
final class PieceSort implements PieceTarget, Closeable {

    /** How many pieces of a run are in memory while it is merged. */
    private static final int BUFFER_PIECES = 256;

    private final Path directory;
    private final int memoryPieces;
    private List<StoredPiece> newest = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private @Nullable FileChannel file;
    private long fileBytes;
    private boolean isSorted;

    private record Run(long offset, long pieces) {}

    /**
     * @param directory a directory of Firn's own; may be missing yet
     * @param memoryPieces how many to keep in memory, about 70 bytes each
     */
    PieceSort(Path directory, int memoryPieces) {
        this.directory = directory;
        this.memoryPieces = memoryPieces;
    }

    @Override
    public void add(StoredPiece piece) throws IOException {
        isSorted = false;
        newest.add(piece);
        if (newest.size() == memoryPieces) {
            spill();
        }
    }

    private void spill() throws IOException {
        newest.sort(StoredPiece.ORDER);
        FileChannel channel = file();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_PIECES * StoredPiece.BYTES);
        runs.add(new Run(fileBytes, newest.size()));
        for (StoredPiece piece : newest) {
            piece.put(buffer);
            if (!buffer.hasRemaining()) {
                write(channel, buffer);
            }
        }
        write(channel, buffer);
        newest = new ArrayList<>();
    }

    private FileChannel file() throws IOException {
        if (file == null) {
            file = TemporaryFile.open(directory);
        }
        return file;
    }

    private void write(FileChannel channel, ByteBuffer buffer) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            fileBytes += channel.write(buffer, fileBytes);
        }
        buffer.clear();
    }

    /** Ends the adding. What is read afterwards is read by any thread. */
    void sort() {
        newest.sort(StoredPiece.ORDER);
        isSorted = true;
    }

    /** Reads all pieces, in order. */
    Cursor read() {
        if (!isSorted) {
            throw new IllegalStateException("the pieces are not sorted");
        }
        return new Cursor();
    }

    /** Gives pieces in order. */
    final class Cursor {

        private final PriorityQueue<Source> sources =
                new PriorityQueue<>(Comparator.comparing((Source s) -> s.next, StoredPiece.ORDER));

        private Cursor() {}

        private boolean isOpen;

        Optional<StoredPiece> next() throws IOException {
            if (!isOpen) {
                open();
            }
            Source first = sources.poll();
            if (first == null) {
                return Optional.empty();
            }
            StoredPiece piece = first.next;
            if (first.advance()) {
                sources.add(first);
            }
            return Optional.of(piece);
        }

        private void open() throws IOException {
            isOpen = true;
            for (Run run : runs) {
                sources.add(new Source(run, 0));
            }
            if (!newest.isEmpty()) {
                sources.add(new Source(null, 0));
            }
        }
    }

    /** A run that is read: one of the file, or that in memory. */
    private final class Source {

        private final @Nullable Run run;
        private final ByteBuffer buffer;
        private long at;
        private StoredPiece next;

        Source(@Nullable Run run, long at) throws IOException {
            this.run = run;
            this.at = at;
            this.buffer =
                    ByteBuffer.allocate(run == null ? 0 : BUFFER_PIECES * StoredPiece.BYTES)
                            .limit(0);
            this.next = take();
        }

        boolean advance() throws IOException {
            if (at == (run == null ? newest.size() : run.pieces())) {
                return false;
            }
            next = take();
            return true;
        }

        private StoredPiece take() throws IOException {
            if (run == null) {
                return newest.get((int) at++);
            }
            if (!buffer.hasRemaining()) {
                long left = (run.pieces() - at) * StoredPiece.BYTES;
                buffer.clear().limit((int) Math.min(buffer.capacity(), left));
                long from = run.offset() + at * StoredPiece.BYTES;
                while (buffer.hasRemaining()) {
                    if (file().read(buffer, from + buffer.position()) < 0) {
                        throw new IOException("a temporary file in '" + directory + "' shrank");
                    }
                }
                buffer.flip();
            }
            at++;
            return StoredPiece.get(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
