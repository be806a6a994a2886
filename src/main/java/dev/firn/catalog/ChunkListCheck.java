package dev.firn.catalog;

import dev.firn.model.Chunk;
import dev.firn.model.Snapshot;

/**
 * Checks that the chunks of a list, in order, make up the stream of their snapshot: without gap or
 * overlap, each cut as the stream's layout says.
 */
public final class ChunkListCheck {

    private final Snapshot.StreamFacts stream;
    private long end;
    private long storedBytes;

    public ChunkListCheck(Snapshot.StreamFacts stream) {
        this.stream = stream;
    }

    /**
     * Takes the next chunk of the list.
     *
     * @throws IllegalArgumentException if it cannot be the next one
     */
    public void chunk(Chunk chunk) {
        require(chunk.offset() == end, "chunk %s does not follow the one before", chunk.id());
        require(
                chunk.bytes()
                        == Math.min(stream.layout().chunkBytes(), stream.bytes() - chunk.offset()),
                "chunk %s holds %d bytes of the stream",
                chunk.id(),
                chunk.bytes());
        require(
                chunk.frameBytes().size() == stream.layout().framesOf(chunk.bytes()),
                "chunk %s has %d frames",
                chunk.id(),
                chunk.frameBytes().size());
        end = chunk.end();
        storedBytes += chunk.storedBytes();
    }

    /**
     * Says that there are no more chunks.
     *
     * @throws IllegalArgumentException if the stream is not complete
     */
    public void end() {
        require(end == stream.bytes(), "the chunk list ends at byte %d", end);
        require(storedBytes == stream.storedBytes(), "the chunks are %d bytes in all", storedBytes);
    }

    private static void require(boolean condition, String format, Object... arguments) {
        if (!condition) {
            throw new IllegalArgumentException(format.formatted(arguments));
        }
    }
}
