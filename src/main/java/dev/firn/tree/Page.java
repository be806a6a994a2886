package dev.firn.tree;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A page of the B+ tree: entries in the order of their keys, compared as unsigned bytes. A leaf's
 * values are the caller's; a branch's are page numbers, each under a key that is not above any of
 * that page's.
 *
 * <p>On disk: CRC-32C u32 of what follows, kind u8, count u16, then per entry the lengths of key
 * and value as u16, key and value; zeros up to {@value #BYTES}. Big-endian.
 */
final class Page {

    static final int BYTES = 16 << 10;

    /** So that the halves of a page that one entry made too long are none. */
    static final int ENTRY_BYTES_MAX = BYTES / 4 + 256;

    private static final int HEADER_BYTES = 7;
    private static final int ENTRY_HEADER_BYTES = 4;
    private static final int COUNT_START = 64;

    /** Where it is in the file. */
    final long number;

    final boolean isLeaf;
    private byte[][] keys;
    private byte[][] values;
    private int count;
    private int bytes = HEADER_BYTES;
    private boolean changed;

    Page(long number, boolean isLeaf) {
        this(number, isLeaf, COUNT_START);
    }

    private Page(long number, boolean isLeaf, int room) {
        this.number = number;
        this.isLeaf = isLeaf;
        this.keys = new byte[room][];
        this.values = new byte[room][];
    }

    /** A copy at another place, to be changed. */
    Page copy(long newNumber) {
        Page copy = new Page(newNumber, isLeaf, count + 1);
        System.arraycopy(keys, 0, copy.keys, 0, count);
        System.arraycopy(values, 0, copy.values, 0, count);
        copy.count = count;
        copy.bytes = bytes;
        copy.changed = true;
        return copy;
    }

    int count() {
        return count;
    }

    byte[] key(int index) {
        return keys[index];
    }

    byte[] value(int index) {
        return values[index];
    }

    long child(int index) {
        return ByteBuffer.wrap(values[index]).getLong();
    }

    static byte[] child(Page page) {
        return ByteBuffer.allocate(Long.BYTES).putLong(page.number).array();
    }

    boolean isChanged() {
        return changed;
    }

    boolean isTooLong() {
        return bytes > BYTES;
    }

    /** The index of {@code key}, or −1 less where it would be inserted. */
    int find(byte[] key) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(keys[middle], key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    /** The index of the last entry that is not above {@code key}; −1 if all are. */
    int floor(byte[] key) {
        int found = find(key);
        return found >= 0 ? found : -2 - found;
    }

    void set(int index, byte[] value) {
        bytes += value.length - values[index].length;
        values[index] = value;
        changed = true;
    }

    void insert(int index, byte[] key, byte[] value) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, count * 2);
            values = Arrays.copyOf(values, count * 2);
        }
        System.arraycopy(keys, index, keys, index + 1, count - index);
        System.arraycopy(values, index, values, index + 1, count - index);
        keys[index] = key;
        values[index] = value;
        count++;
        bytes += ENTRY_HEADER_BYTES + key.length + value.length;
        changed = true;
    }

    void remove(int index) {
        bytes -= ENTRY_HEADER_BYTES + keys[index].length + values[index].length;
        count--;
        System.arraycopy(keys, index + 1, keys, index, count - index);
        System.arraycopy(values, index + 1, values, index, count - index);
        changed = true;
    }

    /**
     * Moves the upper entries to the new page {@code right}: half of the bytes; or the last entry
     * alone if {@code atEnd}, so that pages filled in order are full.
     */
    void split(Page right, boolean atEnd) {
        int from = count;
        int moved = 0;
        do {
            from--;
            moved += ENTRY_HEADER_BYTES + keys[from].length + values[from].length;
        } while (!atEnd && from > 1 && moved < bytes / 2);
        for (int i = from; i < count; i++) {
            right.insert(i - from, keys[i], values[i]);
            bytes -= ENTRY_HEADER_BYTES + keys[i].length + values[i].length;
        }
        count = from;
        changed = true;
    }

    void written() {
        changed = false;
    }

    /** Its form on disk, from the start of {@code target}, which has room for it. */
    void encode(ByteBuffer target) {
        target.clear().position(4);
        target.put((byte) (isLeaf ? 1 : 0)).putShort((short) count);
        for (int i = 0; i < count; i++) {
            target.putShort((short) keys[i].length).putShort((short) values[i].length);
            target.put(keys[i]).put(values[i]);
        }
        while (target.position() < BYTES) {
            target.put((byte) 0);
        }
        target.putInt(0, checksum(target)).flip();
    }

    private static int checksum(ByteBuffer page) {
        CRC32C checksum = new CRC32C();
        checksum.update(page.slice(4, BYTES - 4));
        return (int) checksum.getValue();
    }

    /**
     * Reads a page of {@link #BYTES}.
     *
     * @throws DamagedTreeException if it is none
     */
    static Page decode(long number, ByteBuffer source) throws DamagedTreeException {
        source.rewind();
        if (source.getInt() != checksum(source)) {
            throw new DamagedTreeException("page %d has a wrong checksum".formatted(number));
        }
        boolean isLeaf = source.get() == 1;
        int count = Short.toUnsignedInt(source.getShort());
        Page page = new Page(number, isLeaf, count + 1);
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[source.getShort()];
            byte[] value = new byte[source.getShort()];
            source.get(key).get(value);
            page.insert(i, key, value);
        }
        page.changed = false;
        return page;
    }
}
