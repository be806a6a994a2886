package dev.firn.index;

import dev.firn.sendstream.StreamPath;
import dev.firn.sendstream.StreamTime;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.UUID;

/** Writes the fields of records (docs/format-index.md, "Fields"). Allocates nothing as it goes. */
final class RecordOutput {

    private static final int BUFFER_BYTES = 256 << 10;

    /** A field without a value of variable length is shorter. */
    private static final int FIELD_BYTES_MAX = 32;

    private final OutputStream target;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;
    private byte[] last = new byte[IndexFormat.PATH_BYTES_MAX];
    private byte[] next = new byte[IndexFormat.PATH_BYTES_MAX];
    private int lastLength;
    private long lastInode;
    private long lastSeconds;
    private long fileEnd;
    private long dataEnd;

    RecordOutput(OutputStream target) {
        this.target = target;
    }

    void u8(int value) throws IOException {
        room(1);
        buffer[length++] = (byte) value;
    }

    /**
     * An unsigned number: seven bits a byte, the lowest first, the high bit set but on the last.
     */
    void number(long value) throws IOException {
        room(FIELD_BYTES_MAX);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
    }

    /** A number that may be negative: 0, -1, 1, -2 ... as 0, 1, 2, 3 ... */
    void signed(long value) throws IOException {
        number((value << 1) ^ (value >> 63));
    }

    void uuid(UUID uuid) throws IOException {
        room(FIELD_BYTES_MAX);
        fixed(uuid.getMostSignificantBits());
        fixed(uuid.getLeastSignificantBits());
    }

    private void fixed(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            buffer[length++] = (byte) (value >>> shift);
        }
    }

    void raw(byte[] bytes) throws IOException {
        room(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    /** Bytes with their length before them. */
    void bytes(byte[] bytes) throws IOException {
        number(bytes.length);
        raw(bytes);
    }

    /** A name or target with its length before it. */
    void name(StreamPath name) throws IOException {
        number(name.length());
        room(name.length());
        name.copyTo(buffer, length);
        length += name.length();
    }

    /** A path, by how it differs from the one before. */
    void path(StreamPath path) throws IOException {
        int bytes = path.length();
        path.copyTo(next, 0);
        int shared = Arrays.mismatch(last, 0, lastLength, next, 0, bytes);
        if (shared < 0) {
            u8(0);
            return;
        }
        int fresh = bytes - shared;
        number(fresh + 1L);
        number(shared);
        room(fresh);
        System.arraycopy(next, shared, buffer, length, fresh);
        length += fresh;
        byte[] spare = last;
        last = next;
        next = spare;
        lastLength = bytes;
        fileEnd = 0;
    }

    /** An inode number, by how far it is from the one before. */
    void inode(long inode) throws IOException {
        signed(inode - lastInode);
        lastInode = inode;
    }

    /** A time, its seconds by how far they are from those before. */
    void time(StreamTime time) throws IOException {
        signed(time.seconds() - lastSeconds);
        number(Integer.toUnsignedLong(time.nanos()));
        lastSeconds = time.seconds();
    }

    /** Where in its file a range of {@code bytes} is: as a rule where the one before ended. */
    void fileOffset(long offset, long bytes) throws IOException {
        signed(offset - fileEnd);
        fileEnd = offset + bytes;
    }

    /** Where in the stream data begins and ends: by how far it is from the end of that before. */
    void data(long offset, long end) throws IOException {
        number(offset - dataEnd);
        dataEnd = end;
    }

    private void room(int bytes) throws IOException {
        if (buffer.length - length < bytes) {
            flush();
        }
    }

    void flush() throws IOException {
        target.write(buffer, 0, length);
        length = 0;
    }
}
