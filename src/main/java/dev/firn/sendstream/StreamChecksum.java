package dev.firn.sendstream;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum of a command: CRC-32C with a register that starts at zero and is not inverted at the
 * end (crc32c(0, ...) in fs/btrfs/send.c). Java's starts and ends inverted.
 */
final class StreamChecksum {

    /** Brings a register that starts with all ones to zero. */
    private static final byte[] ONES = {-1, -1, -1, -1};

    private final CRC32C crc = new CRC32C();

    void begin() {
        crc.reset();
        crc.update(ONES, 0, ONES.length);
    }

    /** Adds the remaining bytes and moves the position to the limit. */
    void update(ByteBuffer bytes) {
        crc.update(bytes);
    }

    void update(byte[] bytes, int length) {
        crc.update(bytes, 0, length);
    }

    int value() {
        return ~(int) crc.getValue();
    }
}
