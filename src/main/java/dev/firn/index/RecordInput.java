package dev.firn.index;

import dev.firn.sendstream.StreamPath;
import dev.firn.sendstream.StreamTime;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.UUID;

/** Reads the fields of records (docs/format-index.md, "Fields"). */
final class RecordInput {

    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream source;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long bufferOffset;
    private int position;
    private int limit;
    private StreamPath last = StreamPath.of(new byte[0]);
    private byte[] lastBytes = new byte[0];
    private long lastInode;
    private long lastSeconds;
    private long fileEnd;
    private long dataEnd;

    RecordInput(InputStream source) {
        this.source = source;
    }

    /** How many bytes were read. */
    long offset() {
        return bufferOffset + position;
    }

    DamagedIndexException damaged(String fault) {
        return new DamagedIndexException(offset(), fault);
    }

    boolean atEnd() throws IOException {
        if (position < limit) {
            return false;
        }
        bufferOffset += limit;
        position = 0;
        limit = Math.max(0, source.readNBytes(buffer, 0, buffer.length));
        return limit == 0;
    }

    int u8() throws IOException {
        if (atEnd()) {
            throw damaged("it ends in the middle");
        }
        return buffer[position++] & 0xff;
    }

    long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int b = u8();
            if (shift == 63 && b > 1) {
                break;
            }
            value |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                return value;
            }
        }
        throw damaged("a number of more than 64 bits");
    }

    long signed() throws IOException {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A number from 0 to {@code max}. */
    int small(int max) throws IOException {
        long value = number();
        if (value < 0 || value > max) {
            throw damaged("%s where %d is the most".formatted(Long.toUnsignedString(value), max));
        }
        return (int) value;
    }

    /** An unsigned number of 32 bits. */
    int u32() throws IOException {
        long value = number();
        if (value >>> 32 != 0) {
            throw damaged("a number of more than 32 bits");
        }
        return (int) value;
    }

    UUID uuid() throws IOException {
        return new UUID(fixed(), fixed());
    }

    private long fixed() throws IOException {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | u8();
        }
        return value;
    }

    byte[] raw(int bytes) throws IOException {
        byte[] value = new byte[bytes];
        read(value, 0);
        return value;
    }

    private void read(byte[] target, int from) throws IOException {
        for (int at = from; at < target.length; ) {
            if (atEnd()) {
                throw damaged("it ends in the middle");
            }
            int count = Math.min(limit - position, target.length - at);
            System.arraycopy(buffer, position, target, at, count);
            position += count;
            at += count;
        }
    }

    byte[] bytes(int max) throws IOException {
        return raw(small(max));
    }

    StreamPath name(int max) throws IOException {
        return StreamPath.of(bytes(max));
    }

    /** A path; the same object as before if it is the same path. */
    StreamPath path() throws IOException {
        int fresh = small(IndexFormat.PATH_BYTES_MAX + 1) - 1;
        if (fresh < 0) {
            return last;
        }
        int shared = small(lastBytes.length);
        if (shared + fresh > IndexFormat.PATH_BYTES_MAX) {
            throw damaged("a path of %d bytes".formatted(shared + fresh));
        }
        byte[] path = Arrays.copyOf(lastBytes, shared + fresh);
        read(path, shared);
        lastBytes = path;
        last = StreamPath.of(path);
        fileEnd = 0;
        return last;
    }

    long inode() throws IOException {
        lastInode += signed();
        return lastInode;
    }

    StreamTime time() throws IOException {
        lastSeconds += signed();
        return new StreamTime(lastSeconds, u32());
    }

    /** Where in its file a range is; {@link #fileEnd} has to be told its end. */
    long fileOffset() throws IOException {
        long offset = fileEnd + signed();
        if (offset < 0) {
            throw damaged("a range before its file");
        }
        return offset;
    }

    void fileEnd(long end) {
        fileEnd = end;
    }

    /** Where in the stream data begins; {@link #dataEnd(long)} has to be told its end. */
    long data() throws IOException {
        long gap = number();
        if (gap < 0 || dataEnd + gap < 0) {
            throw damaged("data beyond byte 2^63 of the stream");
        }
        return dataEnd + gap;
    }

    void dataEnd(long end) {
        dataEnd = end;
    }

    /** Where in the stream the data that was read last ends. */
    long dataEnd() {
        return dataEnd;
    }
}
