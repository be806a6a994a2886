package dev.firn.vault;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;

/** Reads slabs one after the other. */
final class SlabInputStream extends InputStream {

    private static final ByteBuffer NONE = ByteBuffer.allocate(0);

    private final Iterator<ByteBuffer> slabs;
    private ByteBuffer current = NONE;

    SlabInputStream(List<ByteBuffer> slabs) {
        this.slabs = slabs.iterator();
    }

    @Override
    public int read() {
        return advance() ? current.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int count = Math.min(length, current.remaining());
        current.get(target, offset, count);
        return count;
    }

    @Override
    public int available() {
        return current.remaining();
    }

    private boolean advance() {
        while (!current.hasRemaining()) {
            if (!slabs.hasNext()) {
                return false;
            }
            current = slabs.next().duplicate();
        }
        return true;
    }
}
