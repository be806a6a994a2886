package dev.firn.vault;

import dev.firn.codec.ChunkHeader;
import dev.firn.model.Chunk;
import dev.firn.model.Snapshot;
import java.util.BitSet;

/**
 * What is needed of one chunk.
 *
 * @param frames which of its frames, counted from 0; at least one
 */
public record NeededFrames(Snapshot snapshot, Chunk chunk, BitSet frames) {

    /** Whether it is all of it. */
    public boolean isWhole() {
        return frames.cardinality() == chunk.frameBytes().size();
    }

    /** How many bytes have to be fetched, about: those of the frames, and of the chunk's head. */
    public long storedBytes() {
        if (isWhole()) {
            return chunk.storedBytes();
        }
        return ChunkHeader.BYTES
                + frames.stream().mapToLong(frame -> chunk.frameBytes().get(frame)).sum();
    }
}
