package dev.firn.vault;

import dev.firn.catalog.Catalog.Visitor;
import dev.firn.codec.ChunkDecoder;
import dev.firn.codec.ChunkDescription;
import dev.firn.codec.ChunkRanges;
import dev.firn.codec.DamagedChunkException;
import dev.firn.codec.FrameDecompressor;
import dev.firn.codec.FrameTable;
import dev.firn.model.Chunk;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads parts of the streams of stored snapshots: only the chunks that are needed, and of those
 * only the frames. What is damaged is told of, and the rest is read.
 *
 * <p>A chunk of which all is needed is compared with the SHA-256 of the signed manifest before any
 * of it is given away. Of others only a range is fetched: that it is intact, was encrypted to the
 * vault's recipients and says that it is this place of this chunk is known, that the host stored it
 * is not (docs/threat-model.md). {@link Extent#WHOLE_CHUNKS} fetches all of every chunk.
 */
public final class FrameReader {

    private final StoredChunks stored;
    private final Manifests manifests;
    private final SnapshotReader.Settings settings;

    /** How much is fetched. */
    public enum Extent {
        NEEDED_FRAMES,
        WHOLE_CHUNKS
    }

    /** The plan: what is needed, in the order in which it is to be read. */
    @FunctionalInterface
    public interface Plan {
        /** Passes every chunk of which something is needed, each once. */
        void forEach(Visitor<NeededFrames> visitor) throws IOException;
    }

    /** What came of a frame that was needed. */
    public sealed interface Part {

        SnapshotId snapshot();

        /** Where it begins in the stream. */
        long offset();

        /** How many bytes of the stream it has. */
        long bytes();

        /**
         * Its bytes.
         *
         * @param content a buffer of its own, from position to limit
         */
        record Frame(SnapshotId snapshot, long offset, ByteBuffer content) implements Part {
            @Override
            public long bytes() {
                return content.remaining();
            }
        }

        /** It cannot be read. */
        record Lost(SnapshotId snapshot, long offset, long bytes, String reason) implements Part {}
    }

    FrameReader(StoredChunks stored, Manifests manifests, SnapshotReader.Settings settings) {
        this.stored = stored;
        this.manifests = manifests;
        this.settings = settings;
    }

    /** Passes the chunks of a snapshot, in stream order. */
    public void chunks(Manifests.Signed manifest, Visitor<Chunk> visitor) throws IOException {
        manifests.chunks(manifest, visitor);
    }

    /** What reading them takes: the length of the object is asked for, and then bytes of it. */
    public ChunkRead cost(NeededFrames needed, Extent extent) {
        if (isWhole(needed, extent)) {
            return new ChunkRead(2, needed.chunk().storedBytes());
        }
        ChunkDescription description = stored.description(needed.snapshot(), needed.chunk());
        int requests = 2;
        long bytes = ChunkRanges.head(description).length();
        int first = needed.frames().nextSetBit(0);
        while (first >= 0) {
            int end = needed.frames().nextClearBit(first);
            requests++;
            bytes += ChunkRanges.frames(description, first, end - 1).length();
            first = needed.frames().nextSetBit(end);
        }
        return new ChunkRead(requests, bytes);
    }

    private static boolean isWhole(NeededFrames needed, Extent extent) {
        return needed.isWhole() || extent == Extent.WHOLE_CHUNKS;
    }

    /** Begins to read, on a thread of its own, a frame ahead of the caller. */
    public Parts read(Plan plan, Extent extent) {
        return new Parts(
                Ahead.start(
                        "fetch",
                        target -> {
                            try (Reading reading = new Reading(extent, target)) {
                                plan.forEach(reading::chunk);
                            }
                        },
                        _ -> {}));
    }

    /** The frames, in order. Closing it ends the reading. */
    public static final class Parts implements AutoCloseable {

        private final Ahead<Part> ahead;

        private Parts(Ahead<Part> ahead) {
            this.ahead = ahead;
        }

        /** The next; empty at the end. */
        public Optional<Part> next() throws IOException {
            return ahead.next();
        }

        @Override
        public void close() {
            ahead.close();
        }
    }

    /** One reading: what it uses is used by its thread alone. */
    private final class Reading implements AutoCloseable {

        private final Extent extent;
        private final Ahead.Target<Part> target;
        private final ChunkDecoder decoder = new ChunkDecoder(settings.identities());
        private final FrameDecompressor decompressor = new FrameDecompressor();
        private ByteBuffer compressed = ByteBuffer.allocateDirect(0);
        private ByteBuffer plain = ByteBuffer.allocateDirect(0);
        private @Nullable StoredBytesFactory memory;
        private long memoryFor;

        Reading(Extent extent, Ahead.Target<Part> target) {
            this.extent = extent;
            this.target = target;
        }

        void chunk(NeededFrames needed) throws IOException {
            try {
                if (isWhole(needed, extent)) {
                    whole(needed);
                } else {
                    ranges(needed);
                }
            } catch (DamagedVaultException e) {
                lost(needed, needed.frames(), String.valueOf(e.getMessage()));
            }
        }

        private void whole(NeededFrames needed) throws IOException {
            Snapshot snapshot = needed.snapshot();
            Chunk chunk = needed.chunk();
            stored.requireSize(snapshot.id(), chunk);
            StoredBytes bytes = stored.fetch(snapshot.id(), chunk, memory(snapshot));
            try (InputStream in = bytes.open()) {
                int[] next = new int[1];
                decoder.decode(
                        in,
                        stored.description(snapshot, chunk),
                        frame -> {
                            int index = next[0]++;
                            if (needed.frames().get(index)) {
                                give(snapshot, chunk, index, frame);
                            }
                        });
            } catch (DamagedChunkException e) {
                // Its bytes are those that the host stored: nobody could have read them, ever.
                throw StoredChunks.damaged(snapshot.id(), chunk, String.valueOf(e.getMessage()), e);
            } finally {
                bytes.discard();
            }
        }

        private StoredBytesFactory memory(Snapshot snapshot) {
            long chunkBytes = snapshot.stream().layout().chunkBytes();
            if (memory == null || memoryFor != chunkBytes) {
                memory =
                        new StoredBytesFactory(
                                settings.memoryBytes(), chunkBytes, settings.spool());
                memoryFor = chunkBytes;
            }
            return memory;
        }

        private void ranges(NeededFrames needed) throws IOException {
            Snapshot snapshot = needed.snapshot();
            Chunk chunk = needed.chunk();
            stored.requireSize(snapshot.id(), chunk);
            ChunkDescription expected = stored.description(snapshot, chunk);
            grow(expected.frames());
            try (InputStream head = stored.open(snapshot.id(), chunk, ChunkRanges.head(expected));
                    ChunkRanges ranges = new ChunkRanges(head, settings.identities(), expected)) {
                int first = needed.frames().nextSetBit(0);
                while (first >= 0) {
                    int end = needed.frames().nextClearBit(first);
                    run(needed, expected, ranges, first, end - 1);
                    first = needed.frames().nextSetBit(end);
                }
            } catch (DamagedChunkException e) {
                throw StoredChunks.damaged(snapshot.id(), chunk, String.valueOf(e.getMessage()), e);
            }
        }

        /** Frames that follow one another. Those that are damaged are left out. */
        private void run(
                NeededFrames needed,
                ChunkDescription expected,
                ChunkRanges ranges,
                int from,
                int last)
                throws IOException {
            int[] next = {from};
            while (next[0] <= last) {
                ChunkRanges.Range range = ChunkRanges.frames(expected, next[0], last);
                try (InputStream in = stored.open(needed.snapshot().id(), needed.chunk(), range)) {
                    ranges.read(
                            in,
                            next[0],
                            last,
                            compressed,
                            (frame, bytes) -> {
                                decompressor.decompress(frame, bytes, plain.clear());
                                give(
                                        needed.snapshot(),
                                        needed.chunk(),
                                        frame.index(),
                                        plain.flip());
                                next[0] = frame.index() + 1;
                            });
                } catch (DamagedChunkException e) {
                    BitSet damaged = new BitSet();
                    damaged.set(next[0]);
                    lost(needed, damaged, String.valueOf(e.getMessage()));
                    next[0]++;
                }
            }
        }

        private void grow(FrameTable frames) {
            int most = 0;
            for (int i = 0; i < frames.count(); i++) {
                most = Math.max(most, frames.length(i));
            }
            if (compressed.capacity() < most) {
                compressed = ByteBuffer.allocateDirect(most);
            }
            if (plain.capacity() < frames.frameBytes()) {
                plain = ByteBuffer.allocateDirect(frames.frameBytes());
            }
        }

        private void give(Snapshot snapshot, Chunk chunk, int index, ByteBuffer bytes)
                throws IOException {
            ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            target.give(new Part.Frame(snapshot.id(), offset(snapshot, chunk, index), copy));
        }

        private static long offset(Snapshot snapshot, Chunk chunk, int index) {
            return chunk.offset() + (long) index * snapshot.stream().layout().frameBytes();
        }

        private void lost(NeededFrames needed, BitSet frames, String reason) throws IOException {
            Chunk chunk = needed.chunk();
            int frameBytes = needed.snapshot().stream().layout().frameBytes();
            for (int i = frames.nextSetBit(0); i >= 0; i = frames.nextSetBit(i + 1)) {
                long start = offset(needed.snapshot(), chunk, i);
                target.give(
                        new Part.Lost(
                                needed.snapshot().id(),
                                start,
                                Math.min(frameBytes, chunk.end() - start),
                                reason));
            }
        }

        @Override
        public void close() {
            decoder.close();
            decompressor.close();
        }
    }
}
