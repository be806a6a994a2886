package dev.firn.tree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Decodes LZO1X as btrfs frames it: total length u32, then segments, each with its length u32, of
 * up to a sector of 4 KiB when decoded; no segment's length crosses a sector (fs/btrfs/lzo.c). The
 * form of LZO1X is that of Documentation/staging/lzo.rst of Linux.
 */
final class Lzo {

    private static final int SECTOR = 4096;
    private static final int LENGTH_BYTES = 4;

    private Lzo() {}

    static void decodeSegments(ByteBuffer in, ByteArrayOutputStream out) {
        in.order(ByteOrder.LITTLE_ENDIAN);
        int total = in.getInt();
        while (in.position() < total) {
            int left = SECTOR - in.position() % SECTOR;
            if (left < LENGTH_BYTES) {
                in.position(in.position() + left);
                continue;
            }
            int length = in.getInt();
            byte[] segment = new byte[length];
            in.get(segment);
            out.writeBytes(decode(segment));
        }
    }

    private static byte[] decode(byte[] in) {
        return new Decoder(in).run();
    }

    private static final class Decoder {

        private final byte[] in;
        private int at;
        private byte[] out = new byte[SECTOR];
        private int length;

        Decoder(byte[] in) {
            this.in = in;
        }

        private int u8() {
            return in[at++] & 0xff;
        }

        private void literals(int count) {
            System.arraycopy(in, at, out, length, count);
            at += count;
            length += count;
        }

        private void match(int distance, int count) {
            for (int i = 0; i < count; i++) {
                out[length] = out[length - distance];
                length++;
            }
        }

        /** A length whose bits in the instruction are all zero goes on in the bytes after it. */
        private int longer(int bits, int mask) {
            int value = bits;
            if (value == 0) {
                value = mask;
                while (in[at] == 0) {
                    value += 255;
                    at++;
                }
                value += u8();
            }
            return value;
        }

        byte[] run() {
            int state = 0;
            if ((in[0] & 0xff) > 17) {
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
                        match((code >> 2) + high + 2049, 3);
                    } else {
                        match((code >> 2) + high + 1, 2);
                    }
                } else if (code < 64) {
                    boolean far = code < 32;
                    int count = 2 + (far ? longer(code & 7, 7) : longer(code & 31, 31));
                    int low = u8() | u8() << 8;
                    trailing = low & 3;
                    int distance = (low >> 2) + (far ? 16384 + ((code & 8) << 11) : 1);
                    if (far && distance == 16384) {
                        return Arrays.copyOf(out, length);
                    }
                    match(distance, count);
                } else {
                    trailing = code & 3;
                    int count = code < 128 ? 3 + (code >> 5 & 1) : 5 + (code >> 5 & 3);
                    match((u8() << 3) + (code >> 2 & 7) + 1, count);
                }
                literals(trailing);
                state = trailing;
            }
        }
    }
}
