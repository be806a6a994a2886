package dev.firn.tree;

import dev.firn.sendstream.StreamPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * The tree of one snapshot. Nodes have numbers of the tree's own: an inode number may be in use
 * twice while a stream is replayed. Used by the thread that uses its {@link Trees}, and not after
 * they are closed.
 */
public final class Tree {

    /** The node of the root directory. */
    public static final long ROOT = 1;

    /** Values of attributes are kept in parts of this length, so that they fit into a page. */
    static final int XATTR_PART_BYTES = 4000;

    private static final int EXTENTS_AT_A_TIME = 1000;

    private final Pages pages;

    Tree(Pages pages) {
        this.pages = pages;
    }

    /** One name of a node. */
    public record Link(long parent, StreamPath name) {}

    /** The node at a path, which is taken literally: links are not followed. */
    public OptionalLong find(StreamPath path) throws IOException {
        byte[] bytes = path.bytes();
        long node = ROOT;
        int start = 0;
        while (start < bytes.length) {
            int end = start;
            while (end < bytes.length && bytes[end] != '/') {
                end++;
            }
            byte[] name = Arrays.copyOfRange(bytes, start, end);
            OptionalLong child = child(node, name);
            if (child.isEmpty()) {
                return child;
            }
            node = child.getAsLong();
            start = end + 1;
        }
        return OptionalLong.of(node);
    }

    OptionalLong child(long directory, byte[] name) throws IOException {
        Optional<byte[]> value = pages.get(Keys.of(directory, Keys.CHILD, name));
        return value.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(value.get()).getLong());
    }

    /** What is known of a node. */
    public Inode inode(long node) throws IOException {
        byte[] value =
                pages.get(Keys.of(node, Keys.INODE))
                        .orElseThrow(() -> new DamagedTreeException("there is no node " + node));
        return Inode.decode(value);
    }

    /** Is told of the names in a directory. */
    @FunctionalInterface
    public interface Children {
        /** Whether to go on. */
        boolean child(StreamPath name, long node) throws IOException;
    }

    /** Passes the names in a directory, in the order of their bytes. */
    public void children(long directory, Children visitor) throws IOException {
        byte[] prefix = Keys.of(directory, Keys.CHILD);
        pages.scan(
                prefix,
                (key, value) ->
                        Pages.hasPrefix(key, prefix)
                                && visitor.child(
                                        StreamPath.of(Keys.rest(key, 0)),
                                        ByteBuffer.wrap(value).getLong()));
    }

    /** The node of that name in a directory. */
    public OptionalLong child(long directory, StreamPath name) throws IOException {
        return child(directory, name.bytes());
    }

    /**
     * Passes the names in a directory that come after {@code name}, in the order of their bytes.
     */
    public void childrenAfter(long directory, StreamPath name, Children visitor)
            throws IOException {
        byte[] prefix = Keys.of(directory, Keys.CHILD);
        byte[] bytes = name.bytes();
        // With a NUL, which no name has: the least of those above it.
        pages.scan(
                Keys.of(directory, Keys.CHILD, Arrays.copyOf(bytes, bytes.length + 1)),
                (key, value) ->
                        Pages.hasPrefix(key, prefix)
                                && visitor.child(
                                        StreamPath.of(Keys.rest(key, 0)),
                                        ByteBuffer.wrap(value).getLong()));
    }

    /** Is told of nodes. */
    @FunctionalInterface
    public interface NodeVisitor {
        void node(long node, Inode inode) throws IOException;
    }

    /** Passes every node, the root first, in the order in which they were made. */
    public void nodes(NodeVisitor visitor) throws IOException {
        pages.scan(
                Keys.of(ROOT, Keys.INODE),
                (key, value) -> {
                    if (Keys.kind(key) == Keys.INODE) {
                        visitor.node(Keys.node(key), Inode.decode(value));
                    }
                    return true;
                });
    }

    /** The number that the next node of the chain gets. */
    long nextNode() throws IOException {
        return pages.get(Keys.of(Keys.TREE, Keys.NEXT_NODE))
                .map(value -> ByteBuffer.wrap(value).getLong())
                .orElse(ROOT);
    }

    /** Is told of entries. */
    @FunctionalInterface
    interface Entries {
        void entry(byte[] key, byte[] value) throws IOException;
    }

    /** Passes every entry of every node, in the order of their keys. */
    void entries(Entries visitor) throws IOException {
        pages.scan(
                Keys.of(ROOT, Keys.INODE),
                (key, value) -> {
                    visitor.entry(key, value);
                    return true;
                });
    }

    /** What is kept of a node. */
    public enum Part {
        INODE,
        NAMES,
        TARGET,
        XATTRS,
        EXTENTS,
        CHILDREN;

        private static Part of(byte[] key) throws DamagedTreeException {
            return switch (Keys.kind(key)) {
                case Keys.INODE -> INODE;
                case Keys.LINK -> NAMES;
                case Keys.TARGET -> TARGET;
                case Keys.XATTR -> XATTRS;
                case Keys.EXTENT -> EXTENTS;
                case Keys.CHILD -> CHILDREN;
                default -> throw new DamagedTreeException("a node has a part of an unknown kind");
            };
        }
    }

    /** Is told of what differs between two trees. */
    @FunctionalInterface
    public interface Differences {
        /** Takes a node, and what of it differs. */
        void node(long node, Set<Part> parts) throws IOException;
    }

    /**
     * Passes every node of which anything is another in {@code later}, in the order in which they
     * were made. Pages that both trees have are passed by. Nodes have the same numbers only in
     * trees of one chain.
     */
    public void differences(Tree later, Differences visitor) throws IOException {
        long[] current = {Keys.TREE};
        Set<Part> parts = EnumSet.noneOf(Part.class);
        pages.compare(
                later.pages,
                (key, _, _) -> {
                    long node = Keys.node(key);
                    if (node == Keys.TREE) {
                        return;
                    }
                    if (node != current[0] && !parts.isEmpty()) {
                        visitor.node(current[0], Set.copyOf(parts));
                        parts.clear();
                    }
                    current[0] = node;
                    parts.add(Part.of(key));
                });
        if (!parts.isEmpty()) {
            visitor.node(current[0], Set.copyOf(parts));
        }
    }

    /** The node, if there is one of this number; it was deleted, or not made yet. */
    public Optional<Inode> inodeIfThere(long node) throws IOException {
        Optional<byte[]> value = pages.get(Keys.of(node, Keys.INODE));
        return value.isEmpty() ? Optional.empty() : Optional.of(Inode.decode(value.get()));
    }

    /** Is told of every name of a tree. */
    @FunctionalInterface
    public interface Names {
        /** Takes a name of a node, and the directory it is in. */
        void name(long parent, StreamPath name, long node, Inode inode) throws IOException;
    }

    /**
     * Passes every name, in the order in which the nodes were made: the fastest way to see all. The
     * root has none. Names of one node follow one another.
     */
    public void names(Names visitor) throws IOException {
        Inode[] current = new Inode[1];
        pages.scan(
                Keys.of(ROOT, Keys.INODE),
                (key, value) -> {
                    if (Keys.kind(key) == Keys.INODE) {
                        current[0] = Inode.decode(value);
                    } else if (Keys.kind(key) == Keys.LINK) {
                        visitor.name(
                                Keys.number(key),
                                StreamPath.of(Keys.rest(key, Long.BYTES)),
                                Keys.node(key),
                                current[0]);
                    }
                    return true;
                });
    }

    /** All names of a node; none for the root. */
    public List<Link> links(long node) throws IOException {
        List<Link> links = new ArrayList<>();
        byte[] prefix = Keys.of(node, Keys.LINK);
        pages.scan(
                prefix,
                (key, _) -> {
                    if (!Pages.hasPrefix(key, prefix)) {
                        return false;
                    }
                    links.add(
                            new Link(Keys.number(key), StreamPath.of(Keys.rest(key, Long.BYTES))));
                    return true;
                });
        return links;
    }

    /** What a symbolic link says. */
    public StreamPath target(long node) throws IOException {
        return StreamPath.of(
                pages.get(Keys.of(node, Keys.TARGET))
                        .orElseThrow(() -> new DamagedTreeException("a link without a target")));
    }

    /** The extended attributes of a node, ACLs and capabilities among them, by name. */
    public Map<StreamPath, byte[]> xattrs(long node) throws IOException {
        Map<StreamPath, ByteArrayOutputStream> values = new LinkedHashMap<>();
        byte[] prefix = Keys.of(node, Keys.XATTR);
        pages.scan(
                prefix,
                (key, value) -> {
                    if (!Pages.hasPrefix(key, prefix)) {
                        return false;
                    }
                    byte[] name = Keys.rest(key, 0);
                    values.computeIfAbsent(
                                    StreamPath.of(Arrays.copyOf(name, name.length - 2)),
                                    _ -> new ByteArrayOutputStream())
                            .writeBytes(value);
                    return true;
                });
        Map<StreamPath, byte[]> all = new LinkedHashMap<>();
        values.forEach((name, value) -> all.put(name, value.toByteArray()));
        return all;
    }

    /** Is told of the extents of a file. */
    @FunctionalInterface
    public interface Extents {
        /** Takes the extent that begins at {@code fileOffset}. Whether to go on. */
        boolean extent(long fileOffset, Extent extent) throws IOException;
    }

    /**
     * Passes the extents of a file, whole, from that on which byte {@code from} belongs to or which
     * is next after it. They do not overlap; some may lie beyond the file's size.
     */
    public void extents(long node, long from, Extents visitor) throws IOException {
        byte[] prefix = Keys.of(node, Keys.EXTENT);
        byte[] start = Keys.of(node, Keys.EXTENT, from);
        Optional<Pages.Entry> before = pages.floor(start);
        if (before.isPresent() && Pages.hasPrefix(before.get().key(), prefix)) {
            Extent extent = ExtentCode.decode(before.get().value());
            if (Keys.number(before.get().key()) + extent.length() > from) {
                start = before.get().key();
            }
        }
        pages.scan(
                start,
                (key, value) ->
                        Pages.hasPrefix(key, prefix)
                                && visitor.extent(Keys.number(key), ExtentCode.decode(value)));
    }

    /** Whether a node has the same extents in another tree of its chain. */
    public boolean hasSameExtents(long node, Tree other) throws IOException {
        long from = 0;
        while (true) {
            List<PlacedExtent> here = extents(node, from);
            if (!here.equals(other.extents(node, from))) {
                return false;
            }
            if (here.size() < EXTENTS_AT_A_TIME) {
                return true;
            }
            PlacedExtent last = here.getLast();
            from = last.fileOffset() + last.extent().length();
        }
    }

    private record PlacedExtent(long fileOffset, Extent extent) {}

    private List<PlacedExtent> extents(long node, long from) throws IOException {
        List<PlacedExtent> some = new ArrayList<>();
        extents(
                node,
                from,
                (offset, extent) -> {
                    some.add(new PlacedExtent(offset, extent));
                    return some.size() < EXTENTS_AT_A_TIME;
                });
        return some;
    }

    /** The stream that extents mean by a number. */
    public StreamId source(int number) throws IOException {
        byte[] value =
                pages.get(Keys.of(Keys.TREE, Keys.SOURCE, number))
                        .orElseThrow(
                                () -> new DamagedTreeException("there is no source " + number));
        return source(value);
    }

    private static StreamId source(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        return new StreamId(new UUID(bytes.getLong(), bytes.getLong()), bytes.getLong());
    }

    /** All streams that extents may lie in, by number. */
    public List<StreamId> sources() throws IOException {
        List<StreamId> sources = new ArrayList<>();
        byte[] prefix = Keys.of(Keys.TREE, Keys.SOURCE);
        pages.scan(
                prefix,
                (key, value) -> {
                    if (!Pages.hasPrefix(key, prefix)) {
                        return false;
                    }
                    sources.add(source(value));
                    return true;
                });
        return sources;
    }
}
