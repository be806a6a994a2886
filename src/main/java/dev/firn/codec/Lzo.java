package dev.firn.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Decodes LZO1X as btrfs frames it: total length u32, then segments, each with its length u32, of a
 * sector of 4 KiB or less when decoded; no segment's length crosses a sector (fs/btrfs/lzo.c of
 * Linux). The form of LZO1X is that of Documentation/staging/lzo.rst. Every access is checked:
 * whatever the input is, it ends, and with an exception of the JDK if it is wrong.
 */
final class Lzo {

    private static final int SECTOR = 4096;
    private static final int LENGTH_BYTES = 4;

    private final ByteBuffer in;
    private final byte[] out;
    private int length;

    private Lzo(ByteBuffer in, byte[] out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Decodes into the start of {@code target}.
     *
     * @param source the framed bytes and whatever follows them
     * @return how many bytes it were
     * @throws RuntimeException if it is no LZO, or more than fits
     */
    static int decode(ByteBuffer source, byte[] target) {
        ByteBuffer framed = source.slice().order(ByteOrder.LITTLE_ENDIAN);
        framed.limit(framed.getInt());
        Lzo lzo = new Lzo(framed, target);
        while (framed.hasRemaining()) {
            int left = SECTOR - framed.position() % SECTOR;
            if (left < LENGTH_BYTES) {
                framed.position(framed.position() + Math.min(left, framed.remaining()));
                continue;
            }
            int end = framed.limit();
            int segment = framed.getInt();
            framed.limit(framed.position() + segment);
            lzo.decodeSegment();
            framed.position(framed.limit()).limit(end);
        }
        return lzo.length;
    }

    private int u8() {
        return in.get() & 0xff;
    }

    private void literals(int count) {
        in.get(out, length, count);
        length += count;
    }

    private void match(int start, int distance, int count) {
        if (distance > length - start) {
            throw new IndexOutOfBoundsException("a match before the segment");
        }
        for (int i = 0; i < count; i++) {
            out[length] = out[length - distance];
            length++;
        }
    }

    /** A length whose bits in the instruction are all zero goes on in the bytes after it. */
    private int longer(int bits, int mask) {
        if (bits != 0) {
            return bits;
        }
        int value = mask;
        int next = u8();
        while (next == 0) {
            value += 255;
            next = u8();
        }
        return value + next;
    }

    private void decodeSegment() {
        int start = length;
        int state = 0;
        if ((in.get(in.position()) & 0xff) > 17) {
            int count = u8() - 17;
            literals(count);
            state = Math.min(count, 4);
        }
        while (true) {
            int code = u8();
            if (code < 16 && state == 0) {
                literals(longer(code, 15) + 3);
                state = 4;
                continue;
            }
            int trailing;
            if (code < 16) {
                trailing = code & 3;
                int high = u8() << 2;
                if (state == 4) {
                    match(start, (code >> 2) + high + 2049, 3);
                } else {
                    match(start, (code >> 2) + high + 1, 2);
                }
            } else if (code < 64) {
                boolean far = code < 32;
                int count = 2 + (far ? longer(code & 7, 7) : longer(code & 31, 31));
                int low = u8() | u8() << 8;
                trailing = low & 3;
                int distance = (low >> 2) + (far ? 16384 + ((code & 8) << 11) : 1);
                if (far && distance == 16384) {
                    return;
                }
                match(start, distance, count);
            } else {
                trailing = code & 3;
                int count = code < 128 ? 3 + (code >> 5 & 1) : 5 + (code >> 5 & 3);
                match(start, (u8() << 3) + (code >> 2 & 7) + 1, count);
            }
            literals(trailing);
            state = trailing;
        }
    }
}
