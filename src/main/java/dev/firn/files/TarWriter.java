package dev.firn.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firn.sendstream.StreamTime;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Writes a tar in the pax format: headers of ustar, and before each an extended one with what it
 * has no room for (POSIX.1-2017, pax, "ustar Interchange Format").
 */
final class TarWriter {

    static final int BLOCK_BYTES = 512;

    /** As pax writes them by default, and some readers expect. */
    private static final int RECORD_BYTES = 20 * BLOCK_BYTES;

    private static final int NAME_BYTES = 100;
    private static final long SIZE_MAX = (1L << 33) - 1;
    private static final long NUMBER_MAX = (1L << 21) - 1;
    private static final int CHECKSUM = 148;

    private final OutputStream target;
    private long bytes;

    /**
     * What a header of ustar says, which is all that is said if it fits.
     *
     * @param type the typeflag
     * @param name at most 100 bytes of it are written
     * @param size of the content that follows
     */
    record Header(
            char type,
            byte[] name,
            byte[] link,
            long mode,
            long user,
            long group,
            long size,
            StreamTime modified,
            long deviceMajor,
            long deviceMinor) {}

    TarWriter(OutputStream target) {
        this.target = target;
    }

    /** Whether a name has room in a header. */
    static boolean hasRoom(byte[] name) {
        if (name.length > NAME_BYTES) {
            return false;
        }
        for (byte b : name) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Begins a member. What of its numbers does not fit is added to {@code more}.
     *
     * @param more what else is to be said of it
     */
    void begin(Header header, PaxRecords more) throws IOException {
        add(more, "size", header.size(), SIZE_MAX);
        add(more, "uid", header.user(), NUMBER_MAX);
        add(more, "gid", header.group(), NUMBER_MAX);
        more.add("mtime", header.modified());
        byte[] extended = more.bytes();
        write(
                new Header(
                        'x',
                        "PaxHeader".getBytes(US_ASCII),
                        new byte[0],
                        0600,
                        0,
                        0,
                        extended.length,
                        new StreamTime(0, 0),
                        0,
                        0));
        write(extended, 0, extended.length);
        pad();
        write(header);
    }

    private static void add(PaxRecords more, String keyword, long value, long max) {
        if (value > max) {
            more.add(keyword, value);
        }
    }

    private void write(Header header) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        System.arraycopy(header.name(), 0, block, 0, Math.min(NAME_BYTES, header.name().length));
        number(block, 100, 8, header.mode());
        number(block, 108, 8, Math.min(NUMBER_MAX, header.user()));
        number(block, 116, 8, Math.min(NUMBER_MAX, header.group()));
        number(block, 124, 12, Math.min(SIZE_MAX, header.size()));
        number(block, 136, 12, Math.clamp(header.modified().seconds(), 0, SIZE_MAX));
        Arrays.fill(block, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        block[156] = (byte) header.type();
        System.arraycopy(header.link(), 0, block, 157, Math.min(NAME_BYTES, header.link().length));
        System.arraycopy("ustar\00000".getBytes(US_ASCII), 0, block, 257, 8);
        number(block, 329, 8, header.deviceMajor());
        number(block, 337, 8, header.deviceMinor());
        int sum = 0;
        for (byte b : block) {
            sum += Byte.toUnsignedInt(b);
        }
        number(block, CHECKSUM, 7, sum);
        write(block, 0, BLOCK_BYTES);
    }

    /** Octal digits, and a NUL behind them. */
    private static void number(byte[] block, int at, int length, long value) {
        long rest = value;
        for (int i = at + length - 2; i >= at; i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>>= 3;
        }
        block[at + length - 1] = 0;
    }

    /** Content of the member that was begun. */
    void write(byte[] source, int offset, int length) throws IOException {
        target.write(source, offset, length);
        bytes += length;
    }

    /** To the end of a block. */
    void pad() throws IOException {
        pad(BLOCK_BYTES);
    }

    private void pad(int unit) throws IOException {
        int rest = (int) (bytes % unit);
        if (rest > 0) {
            write(new byte[unit - rest], 0, unit - rest);
        }
    }

    /** Two blocks of zeros at least. */
    void end() throws IOException {
        write(new byte[2 * BLOCK_BYTES], 0, 2 * BLOCK_BYTES);
        pad(RECORD_BYTES);
        target.flush();
    }
}
