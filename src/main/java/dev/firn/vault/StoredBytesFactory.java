package dev.firn.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * Makes room for stored chunks: in direct memory while two of them fit into the limit, so that one
 * is filled while another is stored; in temporary files otherwise.
 */
final class StoredBytesFactory {

    private static final int SLAB_BYTES = 1 << 20;

    /** A chunk that does not compress grows by less than this part of its length. */
    private static final int GROWTH_DIVISOR = 128;

    private final BufferPool slabs;
    private final boolean inMemory;
    private final Path temporary;

    /**
     * @param memoryBytes the limit on direct memory
     * @param temporary a directory of Firn's own, for chunks that do not fit; may be missing yet
     */
    StoredBytesFactory(long memoryBytes, long chunkBytes, Path temporary) {
        int slabsMax = Math.toIntExact(memoryBytes / SLAB_BYTES);
        long storedMax = chunkBytes + chunkBytes / GROWTH_DIVISOR + SLAB_BYTES;
        this.inMemory = 2 * Math.ceilDiv(storedMax, SLAB_BYTES) <= slabsMax;
        this.slabs = new BufferPool(SLAB_BYTES, slabsMax);
        this.temporary = temporary;
    }

    StoredBytes create() throws IOException {
        if (inMemory) {
            return new SlabBytes(slabs);
        }
        OwnerOnly.makeDirectory(temporary);
        return new FileBytes(temporary.resolve(UUID.randomUUID() + ".chunk"));
    }

    /** Wakes everybody who waits for memory. */
    void abort(Throwable cause) {
        slabs.abort(cause);
    }
}
