package dev.firn.tree;

import dev.firn.sendstream.StreamPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The names of a tree that is being built: what the commands with paths do to them. */
final class Names {

    private static final int DIRECTORIES_KEPT = 1024;

    private final Pages pages;
    private final Tree tree;
    private final Nodes nodes;

    /** Where directories are: paths repeat. Forgotten when one goes elsewhere. */
    private final LinkedHashMap<StreamPath, Long> directories =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<StreamPath, Long> eldest) {
                    return size() > DIRECTORIES_KEPT;
                }
            };

    private @Nullable StreamPath last;
    private long lastNode;

    Names(Pages pages, Nodes nodes) {
        this.pages = pages;
        this.tree = new Tree(pages);
        this.nodes = nodes;
    }

    /** A name in a directory. */
    private record Place(long directory, byte[] name) {}

    /**
     * The node at a path.
     *
     * @throws ReplayException if there is none
     */
    long resolve(StreamPath path) throws IOException {
        if (last != null && path.equals(last)) {
            return lastNode;
        }
        long node = path.length() == 0 ? Tree.ROOT : at(place(path), path);
        last = path;
        lastNode = node;
        return node;
    }

    private long at(Place place, StreamPath path) throws IOException {
        OptionalLong node = tree.child(place.directory(), place.name());
        return node.orElseThrow(() -> new ReplayException("there is no '%s'".formatted(path)));
    }

    private Place place(StreamPath path) throws IOException {
        byte[] bytes = path.bytes();
        int slash = bytes.length - 1;
        while (slash >= 0 && bytes[slash] != '/') {
            slash--;
        }
        byte[] name = Arrays.copyOfRange(bytes, slash + 1, bytes.length);
        if (slash < 0) {
            return new Place(Tree.ROOT, name);
        }
        return new Place(directory(StreamPath.of(Arrays.copyOf(bytes, slash))), name);
    }

    private long directory(StreamPath path) throws IOException {
        Long known = directories.get(path);
        if (known != null) {
            return known;
        }
        long node = at(place(path), path);
        if (nodes.get(node).type() != Inode.Type.DIRECTORY) {
            throw new ReplayException("'%s' is not a directory".formatted(path));
        }
        directories.put(path, node);
        return node;
    }

    /** Makes a node with one name. */
    long create(StreamPath path, Inode inode) throws IOException {
        Place place = free(path);
        long node = nodes.create(inode.withLinks(1));
        connect(place, node);
        return node;
    }

    private Place free(StreamPath path) throws IOException {
        Place place = place(path);
        if (tree.child(place.directory(), place.name()).isPresent()) {
            throw new ReplayException("there is a '%s' already".formatted(path));
        }
        return place;
    }

    void link(StreamPath path, StreamPath existing) throws IOException {
        long node = resolve(existing);
        requireNoDirectory(node, existing);
        Place place = free(path);
        Inode inode = nodes.get(node);
        nodes.set(node, inode.withLinks(inode.links() + 1));
        connect(place, node);
    }

    void rename(StreamPath path, StreamPath to) throws IOException {
        Place from = place(path);
        long node = at(from, path);
        Place target = place(to);
        OptionalLong replaced = tree.child(target.directory(), target.name());
        if (replaced.isPresent() && replaced.getAsLong() == node) {
            return; // two names of one file: rename(2) leaves both
        }
        boolean isDirectory = nodes.get(node).type() == Inode.Type.DIRECTORY;
        if (isDirectory) {
            requireOutside(node, target.directory(), to);
        }
        if (replaced.isPresent()) {
            if (isDirectory) {
                removeDirectory(to);
            } else {
                unlink(to);
            }
        }
        disconnect(from, node);
        connect(target, node);
        if (isDirectory) {
            directories.clear();
        }
    }

    /** A directory cannot go into itself. */
    private void requireOutside(long node, long directory, StreamPath to) throws IOException {
        long above = directory;
        while (above != Tree.ROOT) {
            if (above == node) {
                throw new ReplayException("'%s' would be in itself".formatted(to));
            }
            List<Tree.Link> links = tree.links(above);
            if (links.size() != 1) {
                throw new DamagedTreeException("a directory with %d names".formatted(links.size()));
            }
            above = links.getFirst().parent();
        }
    }

    void unlink(StreamPath path) throws IOException {
        Place place = place(path);
        long node = at(place, path);
        requireNoDirectory(node, path);
        disconnect(place, node);
        Inode inode = nodes.get(node);
        if (inode.links() == 1) {
            nodes.delete(node);
        } else {
            nodes.set(node, inode.withLinks(inode.links() - 1));
        }
    }

    void removeDirectory(StreamPath path) throws IOException {
        Place place = place(path);
        long node = at(place, path);
        if (nodes.get(node).type() != Inode.Type.DIRECTORY) {
            throw new ReplayException("'%s' is not a directory".formatted(path));
        }
        tree.children(
                node,
                (name, _) -> {
                    throw new ReplayException("'%s' has '%s' in it".formatted(path, name));
                });
        disconnect(place, node);
        nodes.delete(node);
        directories.clear();
    }

    private void requireNoDirectory(long node, StreamPath path) throws IOException {
        if (nodes.get(node).type() == Inode.Type.DIRECTORY) {
            throw new ReplayException("'%s' is a directory".formatted(path));
        }
    }

    private void connect(Place place, long node) throws IOException {
        pages.put(
                Keys.of(place.directory(), Keys.CHILD, place.name()),
                ByteBuffer.allocate(Long.BYTES).putLong(node).array());
        pages.put(Keys.link(node, place.directory(), place.name()), new byte[0]);
        last = null;
    }

    private void disconnect(Place place, long node) throws IOException {
        pages.remove(Keys.of(place.directory(), Keys.CHILD, place.name()));
        pages.remove(Keys.link(node, place.directory(), place.name()));
        last = null;
    }
}
