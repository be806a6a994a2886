package dev.firn.catalog;

import dev.firn.format.v1.Chunks;
import dev.firn.model.Chunk;
import dev.firn.model.Snapshot;

/** Checks that the chunks of a list, in order, make up the stream of their snapshot. */
final class ChunkListCheck {

    private final Snapshot snapshot;
    private int pages;
    private long end;
    private long storedBytes;

    ChunkListCheck(Snapshot snapshot) {
        this.snapshot = snapshot;
    }

    void page(Chunks page) {
        require(
                ProtoFields.uuid(page.getSnapshotUuid()).equals(snapshot.id().uuid()),
                "it belongs to another snapshot");
        require(page.getPage() == pages, "it is another page");
        pages++;
    }

    void chunk(Chunk chunk) {
        Snapshot.StreamFacts stream = snapshot.stream();
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

    void end() {
        require(end == snapshot.stream().bytes(), "the chunk list ends at byte %d", end);
        require(
                storedBytes == snapshot.stream().storedBytes(),
                "the chunks are %d bytes in all",
                storedBytes);
    }

    private static void require(boolean condition, String format, Object... arguments) {
        if (!condition) {
            throw new IllegalArgumentException(format.formatted(arguments));
        }
    }
}
