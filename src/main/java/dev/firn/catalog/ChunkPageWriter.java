package dev.firn.catalog;

import com.google.protobuf.CodedOutputStream;
import dev.firn.format.v1.Chunks;
import dev.firn.model.Chunk;
import dev.firn.model.SnapshotId;
import java.io.IOException;

/**
 * Writes a snapshot's chunk list, page by page. A page is closed when the next chunk would take it
 * over {@link #PAGE_BYTES_MAX}, so that the same list always makes the same pages.
 */
final class ChunkPageWriter {

    /** Leaves room below the store's limit for fields that later versions add. */
    static final int PAGE_BYTES_MAX = 300_000;

    private final Records records;
    private final SnapshotId snapshot;
    private Chunks.Builder page;
    private int pageBytes;
    private int pages;
    private long end;

    ChunkPageWriter(Records records, SnapshotId snapshot) {
        this.records = records;
        this.snapshot = snapshot;
        this.page = RecordFormat.newChunkPage(snapshot, 0);
    }

    void add(Chunk chunk) throws IOException {
        if (chunk.offset() != end) {
            throw new IllegalArgumentException(
                    "chunk %s of snapshot %s starts at %d, the one before ends at %d"
                            .formatted(chunk.id(), snapshot, chunk.offset(), end));
        }
        end = chunk.end();
        var message = RecordFormat.write(chunk);
        int bytes = CodedOutputStream.computeMessageSize(Chunks.CHUNK_FIELD_NUMBER, message);
        if (pageBytes + bytes > PAGE_BYTES_MAX && page.getChunkCount() > 0) {
            writePage();
        }
        page.addChunk(message);
        pageBytes += bytes;
    }

    /** Writes what is left and returns how many pages there are. */
    int finish() throws IOException {
        if (page.getChunkCount() > 0) {
            writePage();
        }
        return pages;
    }

    private void writePage() throws IOException {
        records.createSame(Keys.chunkPage(snapshot, pages), page.build());
        pages++;
        page = RecordFormat.newChunkPage(snapshot, pages);
        pageBytes = 0;
    }
}
