package dev.firn.files;

import dev.firn.vault.FrameReader;
import dev.firn.vault.FrameReader.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Pieces of streams from the frames that pass. Pieces are asked for in order; what lies before the
 * last one is forgotten.
 */
final class StreamWindow {

    private final FrameReader.Parts parts;
    private final NeededChunks needed;
    private final Deque<Part> held = new ArrayDeque<>();
    private int source = StoredPiece.NO_SOURCE;
    private Optional<Part> next = Optional.empty();
    private String fault = "";

    StreamWindow(FrameReader.Parts parts, NeededChunks needed) {
        this.parts = parts;
        this.needed = needed;
    }

    /** Why the piece that was asked for last is not there. */
    String fault() {
        return fault;
    }

    /** The bytes of a piece; empty if they cannot be read. */
    Optional<ByteBuffer> read(StoredPiece piece) throws IOException {
        if (piece.source() != source) {
            held.clear();
            source = piece.source();
        }
        long end = piece.offset() + piece.streamBytes();
        while (!held.isEmpty() && end(held.element()) <= piece.offset()) {
            held.remove();
        }
        while (held.isEmpty() || end(held.getLast()) < end) {
            if (next.isEmpty()) {
                next = parts.next();
            }
            if (next.isEmpty() || !isBefore(next.get(), end)) {
                break;
            }
            boolean isNeeded =
                    needed.source(next.get().snapshot()) == source
                            && end(next.get()) > piece.offset();
            if (isNeeded) {
                held.add(next.get());
            }
            next = Optional.empty();
        }
        return gather(piece.offset(), end);
    }

    private boolean isBefore(Part part, long end) {
        int of = needed.source(part.snapshot());
        return of < source || (of == source && part.offset() < end);
    }

    private static long end(Part part) {
        return part.offset() + part.bytes();
    }

    private Optional<ByteBuffer> gather(long start, long end) {
        ByteBuffer all = ByteBuffer.allocate(0);
        long at = start;
        for (Part part : held) {
            if (at == end) {
                break;
            }
            if (part instanceof Part.Lost lost) {
                fault = lost.reason();
                return Optional.empty();
            }
            if (!(part instanceof Part.Frame frame) || part.offset() > at) {
                break;
            }
            int length = (int) (Math.min(end, end(part)) - at);
            ByteBuffer bytes = frame.content().slice((int) (at - part.offset()), length);
            if (length == end - start) {
                return Optional.of(bytes);
            }
            if (at == start) {
                all = ByteBuffer.allocate((int) (end - start));
            }
            all.put(bytes);
            at += length;
        }
        if (at < end) {
            fault = needed.fault(source);
            return Optional.empty();
        }
        return Optional.of(all.flip());
    }
}
