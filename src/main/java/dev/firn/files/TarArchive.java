package dev.firn.files;

import dev.firn.report.Progress;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A part of a snapshot as a tar in the pax format, which GNU tar and libarchive read. The streams
 * have content in another order than a tar: so it goes to a temporary file first, each chunk being
 * read once, and from there into the tar. Used by one thread.
 */
public final class TarArchive implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 20;

    private final Tree tree;
    private final Selection selection;
    private final TarNames names;
    private final Contents contents;
    private final Settings settings;
    private final Progress progress;
    private final Outcome outcome = new Outcome();
    private final TarAttributes attributes;
    private final Set<Long> damaged = new HashSet<>();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final FileChannel spool;

    /**
     * How to write.
     *
     * @param special whether device nodes, set-ID bits and capabilities go in
     * @param strict whether to give up rather than to leave out what cannot be read
     * @param temporary a directory of Firn's own for the content; may be missing yet
     */
    public record Settings(boolean special, boolean strict, Path temporary) {}

    /**
     * @param contents of the tree, to which nothing was added
     */
    public TarArchive(
            Tree tree,
            List<Selected> selected,
            Contents contents,
            Settings settings,
            Progress progress)
            throws IOException {
        this.tree = tree;
        this.selection = new Selection(tree, inOrder(tree, selected));
        this.names = new TarNames(selection);
        this.contents = contents;
        this.settings = settings;
        this.progress = progress;
        this.attributes = new TarAttributes(tree, settings.special(), outcome);
        this.spool = TemporaryFile.open(settings.temporary());
    }

    /** As in a directory. */
    private static List<Selected> inOrder(Tree tree, List<Selected> selected) throws IOException {
        Set<Long> directories = new HashSet<>();
        for (Selected one : selected) {
            if (tree.inode(one.node()).type() == Inode.Type.DIRECTORY) {
                directories.add(one.node());
            }
        }
        return selected.stream()
                .sorted(
                        Comparator.comparing((Selected one) -> directories.contains(one.node()))
                                .thenComparing(
                                        one -> one.target().bytes(), Arrays::compareUnsigned))
                .toList();
    }

    /** What was done so far. */
    public Outcome outcome() {
        return outcome;
    }

    /** Finds out what has to be read, and adds it to the contents. */
    public void plan() throws IOException {
        selection.walk(
                new Names() {
                    @Override
                    public void entry(Selection.Place place, long node, Inode inode)
                            throws IOException {
                        if (inode.type() == Inode.Type.FILE && isFirst(place, node, inode)) {
                            contents.add(node);
                        }
                    }
                });
    }

    private boolean isFirst(Selection.Place place, long node, Inode inode) throws IOException {
        return inode.links() == 1
                ? TarNames.isUsable(place.path())
                : names.first(node).equals(Optional.of(place.path()));
    }

    /** Reads the content, of all files before anything can be written. */
    public void read() throws IOException {
        contents.read(new Spooling());
    }

    /**
     * Writes the tar.
     *
     * @param target which the caller closes
     */
    public void write(OutputStream target) throws IOException {
        TarWriter writer = new TarWriter(target);
        selection.walk(new Members(writer));
        writer.end();
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }

    /** Directories that a file can be in. */
    private abstract static class Names implements Selection.Visitor {

        @Override
        public boolean enter(StreamPath target, long node, Inode inode) throws IOException {
            return target.length() == 0 || TarNames.isUsable(target);
        }

        @Override
        public void leave(StreamPath target, long node, Inode inode) throws IOException {}
    }

    /** Puts content where it is found again: file after file. */
    private final class Spooling implements ContentSink {

        private final LostRanges lost = new LostRanges();

        @Override
        public void data(long node, long fileOffset, long before, ByteBuffer bytes)
                throws IOException {
            int length = bytes.remaining();
            ByteBuffer rest = bytes.duplicate();
            long at = before;
            while (rest.hasRemaining()) {
                at += spool.write(rest, at);
            }
            progress.advance(length);
        }

        @Override
        public void lost(long node, long fileOffset, long length, String reason)
                throws IOException {
            if (settings.strict()) {
                throw new LostContentException(path(node), fileOffset, length, reason);
            }
            lost.add(node, fileOffset, length, reason);
            progress.advance(length);
        }

        @Override
        public void finished(long node) throws IOException {
            Optional<LostRanges.Lost> missing = lost.take(node);
            if (missing.isPresent()) {
                damaged.add(node);
                LostRanges.Lost what = missing.get();
                outcome.addDamaged(new Outcome.Damaged(path(node), what.ranges(), what.reason()));
                progress.warn(
                        "'%s' is damaged, and what is left of it is called '%s': %s are missing: %s"
                                .formatted(
                                        path(node),
                                        FileWriter.damagedPath(path(node)),
                                        what.text(),
                                        what.reason()));
            }
        }
    }

    private StreamPath path(long node) throws IOException {
        return names.first(node).orElseThrow();
    }

    /** Writes what is passed, one after the other. */
    private final class Members extends Names implements TarContent.Target {

        private final TarWriter writer;
        private long spooled;

        Members(TarWriter writer) {
            this.writer = writer;
        }

        @Override
        public boolean enter(StreamPath target, long node, Inode inode) throws IOException {
            if (!super.enter(target, node, inode)) {
                outcome.addUnkept(Unkept.NAME, target);
                return false;
            }
            byte[] path = target.length() == 0 ? new byte[] {'.'} : target.bytes();
            TarMember.of(path).ofType('5').begin(writer, attributes.of(target, node, inode));
            return true;
        }

        @Override
        public void entry(Selection.Place place, long node, Inode inode) throws IOException {
            StreamPath path = place.path();
            if (!TarNames.isUsable(path)) {
                outcome.addUnkept(Unkept.NAME, path);
            } else if (mayBe(inode.type(), path)) {
                if (isFirst(place, node, inode)) {
                    member(path, node, inode);
                } else {
                    TarMember.of(path.bytes())
                            .ofType('1')
                            .linkTo(name(path(node), node).bytes())
                            .begin(writer, TarAttributes.ofLink(inode));
                }
            }
        }

        private boolean mayBe(Inode.Type type, StreamPath path) {
            boolean isDevice =
                    type == Inode.Type.BLOCK_DEVICE || type == Inode.Type.CHARACTER_DEVICE;
            if (type == Inode.Type.SOCKET) {
                outcome.addUnkept(Unkept.SPECIAL_FILE, path);
            } else if (isDevice && !settings.special()) {
                outcome.addUnkept(Unkept.DEVICE_NODE, path);
            } else {
                return true;
            }
            return false;
        }

        private StreamPath name(StreamPath path, long node) {
            return damaged.contains(node) ? FileWriter.damagedPath(path) : path;
        }

        private void member(StreamPath path, long node, Inode inode) throws IOException {
            TarMember member = TarMember.of(name(path, node).bytes());
            TarAttributes.Of kept = attributes.of(path, node, inode);
            switch (inode.type()) {
                case FILE -> file(member, kept, node, inode.size());
                case SYMLINK ->
                        member.ofType('2').linkTo(tree.target(node).bytes()).begin(writer, kept);
                case FIFO -> member.ofType('6').begin(writer, kept);
                case CHARACTER_DEVICE -> member.ofType('3').begin(writer, kept);
                case BLOCK_DEVICE -> member.ofType('4').begin(writer, kept);
                case DIRECTORY, SOCKET -> throw new IllegalStateException("is no member");
            }
            if (!damaged.contains(node)) {
                outcome.addFile();
            }
        }

        private void file(TarMember member, TarAttributes.Of kept, long node, long size)
                throws IOException {
            TarContent content = new TarContent(tree, node, size);
            if (content.isSparse()) {
                member.sparse(size);
            }
            member.ofType('0').withSize(content.stored()).begin(writer, kept);
            if (content.isSparse()) {
                content.writeMap(writer);
            }
            content.write(this);
            writer.pad();
            outcome.addBytes(content.bytes());
        }

        @Override
        public void zeros(long length) throws IOException {
            Arrays.fill(buffer, 0, (int) Math.min(BUFFER_BYTES, length), (byte) 0);
            for (long left = length; left > 0; left -= BUFFER_BYTES) {
                writer.write(buffer, 0, (int) Math.min(BUFFER_BYTES, left));
            }
        }

        /** What was never written to the file reads as zeros, behind its end, too. */
        @Override
        public void data(long length) throws IOException {
            long end = spooled + length;
            while (spooled < end) {
                ByteBuffer part =
                        ByteBuffer.wrap(buffer, 0, (int) Math.min(BUFFER_BYTES, end - spooled));
                int count = spool.read(part, spooled);
                if (count < 0) {
                    count = part.remaining();
                    Arrays.fill(buffer, 0, count, (byte) 0);
                }
                writer.write(buffer, 0, count);
                spooled += count;
            }
        }
    }
}
