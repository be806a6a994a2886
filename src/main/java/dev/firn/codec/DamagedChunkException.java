package dev.firn.codec;

import dev.firn.model.ChunkId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The stored bytes of a chunk are not those that were stored. Says which chunk and what is wrong.
 */
public final class DamagedChunkException extends IOException {

    private final ChunkId chunk;

    public DamagedChunkException(ChunkId chunk, String why) {
        this(chunk, why, null);
    }

    public DamagedChunkException(ChunkId chunk, String why, @Nullable Throwable cause) {
        super("chunk %s is damaged: %s".formatted(chunk, why), cause);
        this.chunk = chunk;
    }

    /** The chunk that was to be read. */
    public ChunkId chunk() {
        return chunk;
    }
}
