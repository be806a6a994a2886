package dev.firn.tree;

import java.util.Arrays;

/** Numbers in bytes, seven bits each; {@link Reader} gives them back. */
final class Packed {

    private byte[] bytes = new byte[64];
    private int length;

    Packed number(long value) {
        if (bytes.length - length < 10) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    Packed signed(long value) {
        return number((value << 1) ^ (value >> 63));
    }

    /** The bytes of {@code more} from {@code start} on, as they are. */
    Packed raw(byte[] more, int start) {
        int added = more.length - start;
        if (bytes.length - length < added) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + added));
        }
        System.arraycopy(more, start, bytes, length, added);
        length += added;
        return this;
    }

    /** What was packed. Begins anew. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, length);
        length = 0;
        return taken;
    }

    /** Reads numbers in the order in which they were packed. */
    static final class Reader {

        private final byte[] bytes;
        private int position;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        long number() throws DamagedTreeException {
            long value = 0;
            for (int shift = 0; shift < 64 && position < bytes.length; shift += 7) {
                byte b = bytes[position++];
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw new DamagedTreeException("a value ends in the middle");
        }

        int small() throws DamagedTreeException {
            return (int) number();
        }

        long signed() throws DamagedTreeException {
            long value = number();
            return (value >>> 1) ^ -(value & 1);
        }

        /** An unsigned number of 32 bits. */
        int u32() throws DamagedTreeException {
            long value = number();
            if (value >>> 32 != 0) {
                throw new DamagedTreeException("a number of more than 32 bits");
            }
            return (int) value;
        }

        /** The next bytes as they are. */
        byte[] raw(int count) throws DamagedTreeException {
            if (count < 0 || count > bytes.length - position) {
                throw new DamagedTreeException("a value ends in the middle");
            }
            position += count;
            return Arrays.copyOfRange(bytes, position - count, position);
        }

        /** All that is left. */
        byte[] rest() throws DamagedTreeException {
            return raw(bytes.length - position);
        }

        void requireEnd() throws DamagedTreeException {
            if (position < bytes.length) {
                throw new DamagedTreeException("a value goes on after its end");
            }
        }
    }
}
