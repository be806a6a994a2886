package dev.firn.files;

import dev.firn.catalog.Catalog.Visitor;
import dev.firn.model.Chunk;
import dev.firn.model.SnapshotId;
import dev.firn.tree.StreamId;
import dev.firn.vault.DamagedVaultException;
import dev.firn.vault.FrameReader;
import dev.firn.vault.NeededFrames;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which frames of which chunks sorted pieces need. Follows from two lists that are both in stream
 * order, and takes no memory for their length.
 */
final class NeededChunks implements FrameReader.Plan {

    private final PieceSort pieces;
    private final List<StreamId> sources;
    private final Streams streams;
    private final FrameReader frames;
    private final Map<SnapshotId, Integer> numbers = new ConcurrentHashMap<>();
    private final Map<Integer, String> faults = new ConcurrentHashMap<>();

    NeededChunks(PieceSort pieces, List<StreamId> sources, Streams streams, FrameReader frames) {
        this.pieces = pieces;
        this.sources = sources;
        this.streams = streams;
        this.frames = frames;
    }

    /** The number in the tree of a snapshot of which a chunk was passed. */
    int source(SnapshotId snapshot) {
        Integer number = numbers.get(snapshot);
        if (number == null) {
            throw new IllegalArgumentException("nothing was needed of " + snapshot);
        }
        return number;
    }

    /** Why nothing can be read where no frame was passed. */
    String fault(int source) {
        return faults.getOrDefault(source, "it is said to be beyond the end of its stream");
    }

    @Override
    public void forEach(Visitor<NeededFrames> visitor) throws IOException {
        Pass pass = new Pass(visitor);
        while (pass.hasNext()) {
            pass.nextSource();
        }
    }

    private final class Pass {

        private final Visitor<NeededFrames> visitor;
        private final PieceSort.Cursor cursor = pieces.read();
        private Optional<StoredPiece> next = Optional.empty();

        /** Up to where the pieces that were passed reach into what is to come. */
        private long reach;

        Pass(Visitor<NeededFrames> visitor) throws IOException {
            this.visitor = visitor;
            advance();
        }

        /** To the next piece that has to be read. */
        private void advance() throws IOException {
            do {
                next = cursor.next();
            } while (next.isPresent() && next.get().streamBytes() == 0);
        }

        boolean hasNext() {
            return next.isPresent();
        }

        private boolean isOf(int source) {
            return next.isPresent() && next.get().source() == source;
        }

        void nextSource() throws IOException {
            int source = next.orElseThrow().source();
            reach = 0;
            try {
                Optional<Streams.Stored> stored = streams.stored(sources.get(source));
                if (stored.isPresent()) {
                    numbers.put(stored.get().snapshot().id(), source);
                    frames.chunks(
                            stored.get().manifest(), chunk -> pass(source, stored.get(), chunk));
                } else {
                    faults.put(
                            source,
                            "snapshot %s, in whose stream it is, is not in the vault"
                                    .formatted(sources.get(source).uuid()));
                }
            } catch (DamagedVaultException e) {
                faults.put(source, String.valueOf(e.getMessage()));
            }
            while (isOf(source)) {
                advance();
            }
        }

        private void pass(int source, Streams.Stored stored, Chunk chunk) throws IOException {
            BitSet needed = new BitSet();
            int frameBytes = stored.snapshot().stream().layout().frameBytes();
            mark(needed, chunk, frameBytes, chunk.offset(), reach);
            while (isOf(source) && next.get().offset() < chunk.end()) {
                StoredPiece piece = next.get();
                long end = piece.offset() + piece.streamBytes();
                mark(needed, chunk, frameBytes, piece.offset(), end);
                reach = Math.max(reach, end);
                advance();
            }
            if (!needed.isEmpty()) {
                visitor.visit(new NeededFrames(stored.snapshot(), chunk, needed));
            }
        }

        private static void mark(BitSet needed, Chunk chunk, int frameBytes, long from, long to) {
            long end = Math.min(to, chunk.end());
            if (end > from) {
                needed.set(
                        (int) ((from - chunk.offset()) / frameBytes),
                        (int) ((end - 1 - chunk.offset()) / frameBytes) + 1);
            }
        }
    }
}
