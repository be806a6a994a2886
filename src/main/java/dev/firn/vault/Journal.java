package dev.firn.vault;

import dev.firn.catalog.Catalog;
import dev.firn.model.Chunk;
import dev.firn.model.ChunkId;
import dev.firn.model.Layout;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.model.Uuids;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Which chunks of a snapshot are stored, on the host's own disk, so that an interrupted backup does
 * not store them again. A list in stream order without gaps: a header, then one entry a chunk, each
 * with its length and CRC-32C; a torn last entry is as if it were not there.
 *
 * <p>Losing it loses nothing but time. It is read in order along with the stream that is sent
 * again; from the first chunk that differs on, it is cut off and written anew.
 */
public final class Journal implements Closeable {

    private static final int MAGIC = 0x4669726a; // "Firj"
    private static final int ENTRY_BYTES_MAX = 1 << 20;

    private final FileChannel file;
    private final long headerEnd;

    /** Where the next entry is read, and once reading is over, written. */
    private long position;

    private final Instant lastWritten;

    private Journal(FileChannel file, Instant lastWritten, long headerEnd) {
        this.file = file;
        this.lastWritten = lastWritten;
        this.headerEnd = headerEnd;
        this.position = headerEnd;
    }

    /**
     * What must be the same for stored chunks to be of use.
     *
     * @param parent what the stream is sent against; empty for a full
     */
    public record Attempt(
            SnapshotId snapshot,
            Optional<SnapshotId> parent,
            Layout layout,
            List<String> recipients) {}

    /**
     * Opens the journal at {@code path}, or begins a new one if there is none or if it is of
     * another attempt.
     */
    public static Journal open(Path path, Attempt attempt) throws IOException {
        OwnerOnly.makeDirectoryOf(path);
        byte[] header = header(attempt);
        FileChannel file =
                OwnerOnly.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            ByteBuffer found = ByteBuffer.allocate(header.length);
            readFully(file, found, 0);
            if (!found.flip().equals(ByteBuffer.wrap(header))) {
                file.truncate(0);
                writeFully(file, ByteBuffer.wrap(header), 0);
                file.force(true);
                Durable.syncDirectoryOf(path);
            }
            Instant lastWritten = Files.getLastModifiedTime(path).toInstant();
            return new Journal(file, lastWritten, header.length);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** When an entry was written last before this journal was opened. */
    Instant lastWritten() {
        return lastWritten;
    }

    /** The attempt that a journal is of; empty if there is no journal, or none that can be read. */
    public static Optional<Attempt> readAttempt(Path path) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(path))) {
            if (in.readInt() != MAGIC) {
                return Optional.empty();
            }
            SnapshotId snapshot = new SnapshotId(Uuids.ofBytes(in.readNBytes(16)));
            UUID parent = Uuids.ofBytes(in.readNBytes(16));
            Layout layout = new Layout(in.readLong(), in.readInt());
            List<String> recipients = List.of(in.readUTF().split(" "));
            return Optional.of(
                    new Attempt(
                            snapshot,
                            parent.equals(Uuids.NIL)
                                    ? Optional.empty()
                                    : Optional.of(new SnapshotId(parent)),
                            layout,
                            recipients));
        } catch (NoSuchFileException
                | EOFException
                | UTFDataFormatException
                | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static byte[] header(Attempt attempt) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.write(Uuids.bytes(attempt.snapshot().uuid()));
        out.write(Uuids.bytes(attempt.parent().map(SnapshotId::uuid).orElse(Uuids.NIL)));
        out.writeLong(attempt.layout().chunkBytes());
        out.writeInt(attempt.layout().frameBytes());
        out.writeUTF(String.join(" ", attempt.recipients()));
        return bytes.toByteArray();
    }

    /**
     * The next entry if it is of these bytes of the stream; else everything from there on is
     * dropped from the journal, because the stream is another one from there on.
     */
    synchronized Optional<Chunk> next(long offset, long bytes, Sha256 plain) throws IOException {
        Optional<Entry> entry = read(position);
        if (entry.isPresent()) {
            Chunk chunk = entry.get().chunk();
            if (chunk.offset() == offset && chunk.bytes() == bytes && chunk.plain().equals(plain)) {
                position = entry.get().end();
                return Optional.of(chunk);
            }
        }
        file.truncate(position);
        return Optional.empty();
    }

    /** Drops the entry that {@link #next} returned last, and all after it: it is of no use. */
    synchronized void dropFrom(long offset) throws IOException {
        position = headerEnd;
        for (Optional<Entry> entry = read(position);
                entry.isPresent() && entry.get().chunk().offset() < offset;
                entry = read(position)) {
            position = entry.get().end();
        }
        file.truncate(position);
    }

    /** Adds a chunk that is stored. It is on disk when the call returns. */
    synchronized void append(Chunk chunk) throws IOException {
        byte[] body = body(chunk);
        CRC32C crc = new CRC32C();
        crc.update(body);
        ByteBuffer entry = ByteBuffer.allocate(8 + body.length);
        entry.putInt(body.length).putInt((int) crc.getValue()).put(body).flip();
        writeFully(file, entry, position);
        file.force(false);
        position += 8L + body.length;
    }

    /** Says that the stream ended: entries of an earlier, longer one are dropped. */
    synchronized void end() throws IOException {
        file.truncate(position);
        file.force(false);
    }

    /** Passes every entry, in stream order. */
    public synchronized void forEach(Catalog.Visitor<Chunk> visitor) throws IOException {
        long at = headerEnd;
        for (Optional<Entry> entry = read(at); entry.isPresent(); entry = read(at)) {
            visitor.visit(entry.get().chunk());
            at = entry.get().end();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private record Entry(Chunk chunk, long end) {}

    private Optional<Entry> read(long at) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(8);
        readFully(file, head, at);
        if (head.flip().remaining() < 8) {
            return Optional.empty();
        }
        int length = head.getInt();
        int crc = head.getInt();
        if (length <= 0 || length > ENTRY_BYTES_MAX) {
            return Optional.empty();
        }
        ByteBuffer body = ByteBuffer.allocate(length);
        readFully(file, body, at + 8);
        CRC32C check = new CRC32C();
        check.update(body.flip().duplicate());
        if (body.remaining() < length || (int) check.getValue() != crc) {
            return Optional.empty();
        }
        return Optional.of(new Entry(chunk(body.array()), at + 8 + length));
    }

    private static byte[] body(Chunk chunk) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(Uuids.bytes(chunk.id().uuid()));
        out.writeLong(chunk.offset());
        out.writeLong(chunk.bytes());
        out.writeLong(chunk.storedBytes());
        out.write(chunk.stored().bytes());
        out.write(chunk.plain().bytes());
        out.writeInt(chunk.frameBytes().size());
        for (int length : chunk.frameBytes()) {
            out.writeInt(length);
        }
        return bytes.toByteArray();
    }

    private static Chunk chunk(byte[] body) throws IOException {
        DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(body));
        ChunkId id = new ChunkId(Uuids.ofBytes(in.readNBytes(16)));
        long offset = in.readLong();
        long bytes = in.readLong();
        long storedBytes = in.readLong();
        Sha256 stored = Sha256.ofBytes(in.readNBytes(Sha256.BYTES));
        Sha256 plain = Sha256.ofBytes(in.readNBytes(Sha256.BYTES));
        int count = in.readInt();
        List<Integer> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            frames.add(in.readInt());
        }
        return new Chunk(id, offset, bytes, storedBytes, stored, plain, frames);
    }

    private static void readFully(FileChannel file, ByteBuffer target, long at) throws IOException {
        while (target.hasRemaining()) {
            if (file.read(target, at + target.position()) < 0) {
                return;
            }
        }
    }

    private static void writeFully(FileChannel file, ByteBuffer source, long at)
            throws IOException {
        long position = at;
        while (source.hasRemaining()) {
            position += file.write(source, position);
        }
    }
}
