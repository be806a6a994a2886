package dev.firn.files;

import dev.firn.tree.Tree;
import dev.firn.vault.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Gives the content of files one file after the other, from front to back, for a pipe. As much as
 * {@value #WINDOW_BYTES} bytes of files is read at a time in the order of the streams; a frame that
 * is needed again later is read again.
 */
public final class FileOrder {

    private static final int WINDOW_BYTES = 32 << 20;

    private final Tree tree;
    private final Streams streams;
    private final FrameReader frames;
    private final Contents.Settings settings;
    private final Target target;
    private final Map<Long, Part> parts = new LinkedHashMap<>();
    private final byte[] window = new byte[WINDOW_BYTES];
    private int used;

    /** Takes the content of files in order. */
    public interface Target {

        /** The next bytes of a file, holes as zeros; the buffer is valid until it returns. */
        void data(long node, ByteBuffer bytes) throws IOException;

        /** A range of a file that cannot be read; its bytes are given as zeros. */
        void lost(long node, long fileOffset, long length, String reason) throws IOException;
    }

    /** A range of a file, and where in the window it is. */
    private record Part(long node, long from, int length, int at) {}

    public FileOrder(
            Tree tree,
            Streams streams,
            FrameReader frames,
            Contents.Settings settings,
            Target target) {
        this.tree = tree;
        this.streams = streams;
        this.frames = frames;
        this.settings = settings;
        this.target = target;
    }

    /** Adds the next file; what is before it may be given to the target. */
    public void add(long node) throws IOException {
        long size = tree.inode(node).size();
        add(node, 0, size);
    }

    /** Adds the next part of a file, from {@code from} on and before {@code to}. */
    public void add(long node, long from, long to) throws IOException {
        if (parts.containsKey(node)) {
            flush();
        }
        for (long at = from; at < to; ) {
            int length = (int) Math.min(to - at, WINDOW_BYTES - used);
            parts.put(node, new Part(node, at, length, used));
            used += length;
            at += length;
            if (used == WINDOW_BYTES) {
                flush();
            }
        }
    }

    /** Gives what is left. */
    public void flush() throws IOException {
        Arrays.fill(window, 0, used, (byte) 0);
        try (Contents contents = new Contents(tree, streams, frames, settings)) {
            for (Part part : parts.values()) {
                contents.addRange(part.node(), part.from(), part.from() + part.length());
            }
            contents.read(new Filling());
        }
        for (Part part : parts.values()) {
            target.data(part.node(), ByteBuffer.wrap(window, part.at(), part.length()));
        }
        parts.clear();
        used = 0;
    }

    /** Puts pieces where they belong. */
    private final class Filling implements ContentSink {

        @Override
        public void data(long node, long fileOffset, long before, ByteBuffer bytes) {
            Part part = Objects.requireNonNull(parts.get(node));
            int at = part.at() + (int) (fileOffset - part.from());
            bytes.duplicate().get(window, at, bytes.remaining());
        }

        @Override
        public void lost(long node, long fileOffset, long length, String reason)
                throws IOException {
            target.lost(node, fileOffset, length, reason);
        }

        @Override
        public void finished(long node) {}
    }
}
