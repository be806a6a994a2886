package dev.firn.files;

import dev.firn.catalog.Catalog.Visitor;
import dev.firn.codec.ExtentDecoder;
import dev.firn.tree.Extent;
import dev.firn.tree.StreamId;
import dev.firn.tree.Tree;
import dev.firn.vault.FrameReader;
import dev.firn.vault.NeededFrames;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The content of files of one snapshot: first they are added, then their chunks are known, then
 * they are read. Each chunk is read once, from front to back, whatever is needed of it. Memory does
 * not depend on how many files there are. Used by one thread, that of the tree.
 */
public final class Contents implements Closeable {

    private final Tree tree;
    private final FrameReader frames;
    private final Settings settings;
    private final PieceSort sort;
    private final Pieces pieces;
    private final List<StreamId> sources;
    private final Streams streams;

    /**
     * How to read.
     *
     * @param temporary a directory of Firn's own for the list of what is needed; may be missing yet
     * @param memoryPieces how much of that list to keep in memory; a piece is up to 1 MiB of a
     *     file, and takes about 70 bytes
     */
    public record Settings(Path temporary, int memoryPieces, FrameReader.Extent extent) {

        /** 16 MB of list in memory; only the frames that are needed. */
        public static Settings in(Path temporary) {
            return new Settings(temporary, 256 << 10, FrameReader.Extent.NEEDED_FRAMES);
        }

        /** The same, but for how much is fetched. */
        public Settings with(FrameReader.Extent other) {
            return new Settings(temporary, memoryPieces, other);
        }
    }

    public Contents(Tree tree, Streams streams, FrameReader frames, Settings settings)
            throws IOException {
        this.tree = tree;
        this.streams = streams;
        this.frames = frames;
        this.settings = settings;
        this.sources = tree.sources();
        this.sort = new PieceSort(settings.temporary(), settings.memoryPieces());
        this.pieces = new Pieces(tree, sort);
    }

    /** Adds a file. */
    public void add(long node) throws IOException {
        pieces.addFile(node);
    }

    /** Adds the part of a file from {@code from} on and before {@code to}. */
    void addRange(long node, long from, long to) throws IOException {
        pieces.addRange(node, from, to);
    }

    /** How many bytes the files that were added have, without holes. */
    public long bytes() {
        return pieces.bytes();
    }

    /** Passes every chunk of which something is needed, each once, in the order of reading. */
    public void needed(Visitor<NeededFrames> visitor) throws IOException {
        plan().forEach(visitor);
    }

    private NeededChunks plan() {
        sort.sort();
        return new NeededChunks(sort, sources, streams, frames);
    }

    /** Gives what was added to {@code sink}. May be repeated. */
    public void read(ContentSink sink) throws IOException {
        try (Decoding decoding = new Decoding(sink)) {
            readPieces(decoding);
        }
    }

    /** The same as it is stored. */
    void readPieces(PieceSink sink) throws IOException {
        NeededChunks plan = plan();
        try (FrameReader.Parts parts = frames.read(plan, settings.extent())) {
            StreamWindow window = new StreamWindow(parts, plan);
            PieceSort.Cursor cursor = sort.read();
            for (var next = cursor.next(); next.isPresent(); next = cursor.next()) {
                StoredPiece piece = next.get();
                if (piece.isEnd()) {
                    sink.finished(piece.node());
                } else if (piece.source() == StoredPiece.NO_SOURCE) {
                    unreadable(piece, sink);
                } else {
                    Optional<ByteBuffer> bytes = window.read(piece);
                    if (bytes.isPresent()) {
                        sink.piece(piece, extent(piece), bytes.get());
                    } else {
                        sink.lost(
                                piece.node(),
                                piece.fileOffset(),
                                piece.fileBytes(),
                                window.fault());
                    }
                }
            }
        }
    }

    private void unreadable(StoredPiece piece, PieceSink sink) throws IOException {
        long size = tree.inode(piece.node()).size();
        tree.extents(
                piece.node(),
                piece.fileOffset(),
                (offset, extent) -> {
                    sink.lost(
                            piece.node(),
                            piece.fileOffset(),
                            Math.min(offset + extent.length(), size) - piece.fileOffset(),
                            extent instanceof Extent.Unknown
                                    ? "it was left out of the stream when that was made"
                                    : "it is longer than an extent can be");
                    return false;
                });
    }

    /** The part of an extent that a piece is of. */
    private Extent extent(StoredPiece piece) throws IOException {
        Extent[] found = new Extent[1];
        tree.extents(
                piece.node(),
                piece.fileOffset(),
                (offset, extent) -> {
                    found[0] = extent.part(piece.fileOffset() - offset, piece.fileBytes());
                    return false;
                });
        return found[0];
    }

    /**
     * The bytes of an extent, without the headers of commands between them.
     *
     * @param stored bytes of the stream, from {@code streamOffset} on
     */
    static ByteBuffer join(Extent.Data data, long streamOffset, ByteBuffer stored) {
        int length = (int) data.length();
        int start = (int) (Pieces.placeOf(data, 0) - streamOffset);
        if (Pieces.placeOf(data, length - 1) - Pieces.placeOf(data, 0) == length - 1) {
            return stored.slice(stored.position() + start, length);
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        while (joined.hasRemaining()) {
            long at = data.skip() + joined.position();
            int inPiece = (int) Math.min(data.piece() - at % data.piece(), length);
            int from = (int) (Pieces.placeOf(data, joined.position()) - streamOffset);
            joined.put(
                    stored.slice(stored.position() + from, Math.min(inPiece, joined.remaining())));
        }
        return joined.flip();
    }

    @Override
    public void close() throws IOException {
        sort.close();
    }

    /** From bytes of streams to bytes of files. */
    private static final class Decoding implements PieceSink, AutoCloseable {

        private final ContentSink sink;
        private final ExtentDecoder decoder = new ExtentDecoder();

        Decoding(ContentSink sink) {
            this.sink = sink;
        }

        @Override
        public void piece(StoredPiece piece, Extent extent, ByteBuffer stored) throws IOException {
            switch (extent) {
                case Extent.Data data ->
                        sink.data(
                                piece.node(),
                                piece.fileOffset(),
                                piece.before(),
                                join(data, piece.offset(), stored));
                case Extent.Encoded encoded -> encoded(piece, encoded, stored);
                case Extent.Preallocated _, Extent.Unknown _ ->
                        throw new IllegalStateException("a piece without data");
            }
        }

        private void encoded(StoredPiece piece, Extent.Encoded encoded, ByteBuffer stored)
                throws IOException {
            ByteBuffer decoded;
            try {
                decoded =
                        decoder.decode(
                                encoded.compression(),
                                encoded.encryption(),
                                stored,
                                encoded.decodedBytes());
            } catch (ExtentDecoder.UndecodableException e) {
                lost(
                        piece.node(),
                        piece.fileOffset(),
                        piece.fileBytes(),
                        String.valueOf(e.getMessage()));
                return;
            }
            sink.data(
                    piece.node(),
                    piece.fileOffset(),
                    piece.before(),
                    decoded.slice(decoded.position() + (int) encoded.skip(), piece.fileBytes()));
        }

        @Override
        public void lost(long node, long fileOffset, long length, String reason)
                throws IOException {
            sink.lost(node, fileOffset, length, reason);
        }

        @Override
        public void finished(long node) throws IOException {
            sink.finished(node);
        }

        @Override
        public void close() {
            decoder.close();
        }
    }
}
