package dev.firn.vault;

import dev.firn.catalog.Catalog.Visitor;
import dev.firn.model.Chunk;
import java.io.IOException;

/** Chunks of one snapshot that somebody needs: all of them, or those with some files in them. */
@FunctionalInterface
public interface ChunkWalk {

    /** Passes the chunks, in stream order; the same ones each time. */
    void forEach(Visitor<Chunk> visitor) throws IOException;
}
