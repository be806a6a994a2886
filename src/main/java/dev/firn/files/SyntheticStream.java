package dev.firn.files;

import dev.firn.codec.ExtentDecoder;
import dev.firn.report.Progress;
import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.SendStreamWriter;
import dev.firn.sendstream.StreamData;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Extent;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One snapshot as one full send stream: what is in its tree and nothing else. First come all names,
 * then the content in the order in which the stored streams have it, then links and attributes.
 * What btrfs had compressed stays so; what files share stays shared. Used by one thread.
 */
public final class SyntheticStream {

    /** FALLOC_FL_KEEP_SIZE (linux/falloc.h). */
    private static final int KEEP_SIZE = 1;

    private final Tree tree;
    private final Contents contents;
    private final Selection selection;
    private final SendStreamWriter writer;
    private final Identity identity;
    private final Progress progress;
    private final Outcome outcome = new Outcome();

    /**
     * What the stream says it is of. With the uuid and generation of the snapshot's own stream,
     * later incrementals can be received on top of what is made of it.
     */
    public record Identity(StreamPath name, UUID uuid, long generation) {}

    /**
     * Begins a stream.
     *
     * @param contents of the tree, to which nothing was added
     * @param target which the caller closes
     */
    public SyntheticStream(
            Tree tree, Contents contents, OutputStream target, Identity identity, Progress progress)
            throws IOException {
        this.tree = tree;
        this.contents = contents;
        this.selection =
                new Selection(tree, List.of(new Selected(Tree.ROOT, Paths.ROOT, Paths.ROOT)));
        this.writer = new SendStreamWriter(target);
        this.identity = identity;
        this.progress = progress;
    }

    /** Finds out what has to be read, and adds it to the contents. */
    public void plan() throws IOException {
        selection.walk(
                new Visitor() {
                    @Override
                    public void entry(Selection.Place place, long node, Inode inode)
                            throws IOException {
                        if (inode.type() == Inode.Type.FILE && isFirst(place, node, inode)) {
                            contents.add(node);
                        }
                    }
                });
    }

    /**
     * Writes the stream, and ends it.
     *
     * @throws LostContentException if something cannot be read; the stream has no end then, and no
     *     receiver takes it for whole
     */
    public void write() throws IOException {
        writer.write(
                new SendCommand.Subvol(identity.name(), identity.uuid(), identity.generation()));
        selection.walk(new Names());
        try (Content content = new Content()) {
            contents.readPieces(content);
        }
        selection.walk(new Attributes());
        writer.write(new SendCommand.End());
    }

    /** What was written so far. */
    public Outcome outcome() {
        return outcome;
    }

    private boolean isFirst(Selection.Place place, long node, Inode inode) throws IOException {
        return inode.links() == 1 || selection.first(node).equals(Optional.of(place));
    }

    private StreamPath path(long node) throws IOException {
        return selection.first(node).orElseThrow().path();
    }

    private abstract static class Visitor implements Selection.Visitor {
        @Override
        public boolean enter(StreamPath target, long node, Inode inode) throws IOException {
            return true;
        }

        @Override
        public void leave(StreamPath target, long node, Inode inode) throws IOException {}
    }

    private final class Names extends Visitor {

        @Override
        public boolean enter(StreamPath target, long node, Inode inode) throws IOException {
            if (target.length() > 0) {
                writer.write(new SendCommand.MakeDirectory(target, inode.number()));
            }
            return true;
        }

        @Override
        public void entry(Selection.Place place, long node, Inode inode) throws IOException {
            if (!isFirst(place, node, inode)) {
                return;
            }
            StreamPath path = place.path();
            long number = inode.number();
            long mode = inode.mode() | Extraction.type(inode.type());
            switch (inode.type()) {
                case FILE -> {
                    writer.write(new SendCommand.MakeFile(path, number));
                    writer.write(new SendCommand.Truncate(path, inode.size()));
                }
                case SYMLINK ->
                        writer.write(new SendCommand.Symlink(path, number, tree.target(node)));
                case FIFO -> writer.write(new SendCommand.MakeFifo(path, number, 0, mode));
                case SOCKET -> writer.write(new SendCommand.MakeSocket(path, number, 0, mode));
                case CHARACTER_DEVICE, BLOCK_DEVICE ->
                        writer.write(new SendCommand.MakeNode(path, number, inode.device(), mode));
                case DIRECTORY -> throw new IllegalStateException("a directory as an entry");
            }
        }
    }

    private final class Attributes extends Visitor {

        @Override
        public void entry(Selection.Place place, long node, Inode inode) throws IOException {
            if (!isFirst(place, node, inode)) {
                writer.write(new SendCommand.Link(place.path(), path(node)));
                return;
            }
            if (inode.type() == Inode.Type.FILE) {
                preallocate(place.path(), node);
            }
            attributes(place.path(), node, inode);
        }

        @Override
        public void leave(StreamPath target, long node, Inode inode) throws IOException {
            attributes(target, node, inode);
        }

        private void preallocate(StreamPath path, long node) throws IOException {
            tree.extents(
                    node,
                    0,
                    (offset, extent) -> {
                        if (extent instanceof Extent.Preallocated) {
                            writer.write(
                                    new SendCommand.Fallocate(
                                            path, KEEP_SIZE, offset, extent.length()));
                        }
                        return true;
                    });
        }

        /** A new owner takes set-ID bits and capabilities away, so that comes first. */
        private void attributes(StreamPath path, long node, Inode inode) throws IOException {
            writer.write(new SendCommand.ChangeOwner(path, inode.user(), inode.group()));
            for (Map.Entry<StreamPath, byte[]> xattr : tree.xattrs(node).entrySet()) {
                writer.write(new SendCommand.SetXattr(path, xattr.getKey(), xattr.getValue()));
            }
            if (inode.type() != Inode.Type.SYMLINK) {
                writer.write(new SendCommand.ChangeMode(path, inode.mode()));
            }
            if (inode.flags().isPresent()) {
                writer.write(new SendCommand.SetFileAttributes(path, inode.flags().getAsLong()));
            }
            writer.write(
                    new SendCommand.SetTimes(
                            path,
                            inode.accessed(),
                            inode.modified(),
                            inode.changed(),
                            inode.created()));
        }
    }

    private final class Content implements PieceSink, AutoCloseable {

        private final SharedPieces shared = new SharedPieces();
        private final ExtentDecoder decoder = new ExtentDecoder();

        @Override
        public void piece(StoredPiece piece, Extent extent, ByteBuffer stored) throws IOException {
            long size = tree.inode(piece.node()).size();
            long done = 0;
            while (done < extent.length()) {
                SharedPieces.Written rest =
                        new SharedPieces.Written(
                                piece.node(),
                                size,
                                piece.fileOffset() + done,
                                extent.part(done, extent.length() - done));
                Optional<SharedPieces.Shared> same = shared.find(piece.source(), rest);
                if (same.isPresent()) {
                    cloned(rest, same.get());
                    done += same.get().length();
                } else {
                    plain(piece, rest, stored);
                    shared.add(piece, rest);
                    done = extent.length();
                }
            }
            progress.advance(extent.length());
            outcome.addBytes(extent.length());
        }

        private void cloned(SharedPieces.Written to, SharedPieces.Shared from) throws IOException {
            writer.write(
                    new SendCommand.Clone(
                            path(to.node()),
                            to.fileOffset(),
                            from.length(),
                            identity.uuid(),
                            identity.generation(),
                            path(from.node()),
                            from.fileOffset()));
        }

        private void plain(StoredPiece piece, SharedPieces.Written rest, ByteBuffer stored)
                throws IOException {
            StreamPath path = path(rest.node());
            switch (rest.extent()) {
                case Extent.Data data ->
                        writer.write(
                                path,
                                rest.fileOffset(),
                                Contents.join(data, piece.offset(), stored));
                case Extent.Encoded encoded
                        when rest.isAligned()
                                && encoded.compression() != 0
                                && stored.remaining() <= SendStreamWriter.DATA_BYTES_MAX ->
                        writer.write(
                                new SendCommand.EncodedWrite(
                                        path,
                                        rest.fileOffset(),
                                        encoded.length(),
                                        encoded.decodedBytes(),
                                        encoded.skip(),
                                        encoded.compression(),
                                        encoded.encryption(),
                                        new StreamData(0, stored.remaining())),
                                stored);
                case Extent.Encoded encoded ->
                        writer.write(path, rest.fileOffset(), decoded(rest, encoded, stored));
                case Extent.Preallocated _, Extent.Unknown _ ->
                        throw new IllegalStateException("a piece without data");
            }
        }

        private ByteBuffer decoded(
                SharedPieces.Written rest, Extent.Encoded encoded, ByteBuffer stored)
                throws IOException {
            try {
                ByteBuffer all =
                        decoder.decode(
                                encoded.compression(),
                                encoded.encryption(),
                                stored,
                                encoded.decodedBytes());
                return all.slice(all.position() + (int) encoded.skip(), (int) encoded.length());
            } catch (ExtentDecoder.UndecodableException e) {
                throw new LostContentException(
                        path(rest.node()),
                        rest.fileOffset(),
                        encoded.length(),
                        String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void lost(long node, long fileOffset, long length, String reason)
                throws IOException {
            throw new LostContentException(path(node), fileOffset, length, reason);
        }

        @Override
        public void finished(long node) {
            outcome.addFile();
        }

        @Override
        public void close() {
            decoder.close();
        }
    }
}
