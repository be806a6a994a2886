package dev.firn.tree;

import dev.firn.index.DataRun;
import dev.firn.index.IndexRecord;
import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.StreamPath;
import java.io.IOException;

/**
 * Makes the tree of a snapshot from that of its parent and the records of its index. A receiver
 * does the same with files, with side effects that are left out here: in a snapshot, an owner that
 * changed takes no set-user-id bit away, and a name that came leaves its directory's times alone;
 * the stream says what they are.
 */
final class Replay {

    /** The type bits of a mode (S_IFMT and others, linux/stat.h). */
    private static final long TYPE_MASK = 0xf000;

    private static final long CHARACTER_DEVICE = 0x2000;
    private static final long BLOCK_DEVICE = 0x6000;
    private static final long PERMISSION_MASK = 0xfff;

    /** Of what a receiver makes before the stream says more. */
    private static final long FIRST_MODE = 0600;

    /** Of the root directory (BTRFS_FIRST_FREE_OBJECTID, linux/btrfs_tree.h). */
    private static final long ROOT_INODE = 256;

    private final Nodes nodes;
    private final Names names;
    private final Content content;
    private final Attributes attributes;
    private final Sources sources;

    Replay(Pages pages, Sources sources) throws IOException {
        this.nodes = new Nodes(pages);
        this.names = new Names(pages, nodes);
        this.content = new Content(pages, nodes);
        this.attributes = new Attributes(pages, nodes);
        this.sources = sources;
    }

    /** Makes the root directory, of a tree without a parent. */
    void createRoot() throws IOException {
        nodes.create(Inode.create(Inode.Type.DIRECTORY, ROOT_INODE, 0755, 0).withLinks(1));
    }

    void apply(IndexRecord record) throws IOException {
        switch (record) {
            case IndexRecord.Command(var command) -> applyName(command);
            case IndexRecord.Data(var path, var offset, var run) ->
                    content.write(file(path), offset, data(run));
        }
    }

    private Extent data(DataRun run) {
        return new Extent.Data(
                sources.own(), run.offset(), run.piece(), run.stride(), 0, run.bytes());
    }

    private void applyName(SendCommand command) throws IOException {
        switch (command) {
            case SendCommand.MakeFile(var path, var inode) ->
                    create(path, Inode.Type.FILE, inode, FIRST_MODE, 0);
            case SendCommand.MakeDirectory(var path, var inode) ->
                    create(path, Inode.Type.DIRECTORY, inode, FIRST_MODE, 0);
            case SendCommand.MakeNode(var path, var inode, var device, var mode) ->
                    create(path, deviceType(mode), inode, mode, device);
            case SendCommand.MakeFifo(var path, var inode, _, var mode) ->
                    create(path, Inode.Type.FIFO, inode, mode, 0);
            case SendCommand.MakeSocket(var path, var inode, _, var mode) ->
                    create(path, Inode.Type.SOCKET, inode, mode, 0);
            case SendCommand.Symlink(var path, var inode, var target) ->
                    attributes.target(create(path, Inode.Type.SYMLINK, inode, 0777, 0), target);
            case SendCommand.Rename(var path, var to) -> names.rename(path, to);
            case SendCommand.Link(var path, var existing) -> names.link(path, existing);
            case SendCommand.Unlink(var path) -> names.unlink(path);
            case SendCommand.RemoveDirectory(var path) -> names.removeDirectory(path);
            default -> applyAttribute(command);
        }
    }

    private long create(StreamPath path, Inode.Type type, long inode, long mode, long device)
            throws IOException {
        return names.create(path, Inode.create(type, inode, mode & PERMISSION_MASK, device));
    }

    private static Inode.Type deviceType(long mode) throws ReplayException {
        long type = mode & TYPE_MASK;
        if (type == CHARACTER_DEVICE) {
            return Inode.Type.CHARACTER_DEVICE;
        }
        if (type == BLOCK_DEVICE) {
            return Inode.Type.BLOCK_DEVICE;
        }
        throw new ReplayException("a device node of mode %o".formatted(mode));
    }

    private void applyAttribute(SendCommand command) throws IOException {
        switch (command) {
            case SendCommand.SetXattr(var path, var name, var value) ->
                    attributes.setXattr(names.resolve(path), name, value);
            case SendCommand.RemoveXattr(var path, var name) ->
                    attributes.removeXattr(names.resolve(path), name);
            case SendCommand.ChangeMode(var path, var mode) -> {
                long node = names.resolve(path);
                nodes.set(node, nodes.get(node).withMode(mode & PERMISSION_MASK));
            }
            case SendCommand.ChangeOwner(var path, var user, var group) -> {
                long node = names.resolve(path);
                nodes.set(node, nodes.get(node).withOwner(user, group));
            }
            case SendCommand.SetTimes(
                            var path,
                            var accessed,
                            var modified,
                            var changed,
                            var created) -> {
                long node = names.resolve(path);
                nodes.set(node, nodes.get(node).withTimes(accessed, modified, changed, created));
            }
            case SendCommand.SetFileAttributes(var path, var flags) -> {
                long node = names.resolve(path);
                nodes.set(node, nodes.get(node).withFlags(flags));
            }
            case SendCommand.EnableVerity verity -> {
                long node = file(verity.path());
                nodes.set(node, nodes.get(node).withVerity());
            }
            default -> applyContent(command);
        }
    }

    private void applyContent(SendCommand command) throws IOException {
        switch (command) {
            case SendCommand.Write(var path, var offset, var data) -> {
                if (data.length() > 0) {
                    DataRun run = new DataRun(data.offset(), data.length(), 1, data.length());
                    content.write(file(path), offset, data(run));
                }
            }
            case SendCommand.EncodedWrite write ->
                    content.writeEncoded(
                            file(write.path()),
                            write.fileOffset(),
                            new Extent.Encoded(
                                    sources.own(),
                                    write.data().offset(),
                                    write.data().length(),
                                    write.length(),
                                    write.compression(),
                                    write.encryption(),
                                    write.offset(),
                                    write.fileLength()));
            case SendCommand.UpdateExtent(var path, var offset, var size) ->
                    content.write(file(path), offset, new Extent.Unknown(size));
            case SendCommand.Truncate(var path, var size) -> content.truncate(file(path), size);
            case SendCommand.Fallocate(var path, var mode, var offset, var size) ->
                    content.fallocate(file(path), mode, offset, size);
            case SendCommand.Clone clone -> clone(clone);
            default -> throw new ReplayException("a command in the wrong place: " + command);
        }
    }

    private void clone(SendCommand.Clone clone) throws IOException {
        StreamId id = new StreamId(clone.sourceUuid(), clone.sourceCtransid());
        long target = file(clone.path());
        long source;
        Tree tree;
        if (sources.isOwn(id)) {
            tree = content.tree();
            source = file(clone.sourcePath());
        } else {
            // Under the names that it has there, whatever the stream renamed since.
            tree = sources.tree(id);
            source =
                    tree.find(clone.sourcePath())
                            .orElseThrow(() ->
                                    new ReplayException(
                                            "there is no '%s' to clone from in snapshot %s"
                                                    .formatted(clone.sourcePath(), id.uuid())));
            requireFile(tree.inode(source), clone.sourcePath());
        }
        content.clone(
                target,
                clone.fileOffset(),
                new Content.Range(tree, source, clone.sourceOffset(), clone.length()),
                sources.numbersOf(tree, content.tree()));
    }

    private long file(StreamPath path) throws IOException {
        long node = names.resolve(path);
        requireFile(nodes.get(node), path);
        return node;
    }

    private static void requireFile(Inode inode, StreamPath path) throws ReplayException {
        if (inode.type() != Inode.Type.FILE) {
            throw new ReplayException("'%s' is not a file".formatted(path));
        }
    }

    /** Ends the tree. */
    void finish() throws IOException {
        nodes.flush();
    }
}
