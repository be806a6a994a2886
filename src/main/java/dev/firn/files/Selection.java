package dev.firn.files;

import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of a tree that is to be brought back, and where everything in it goes. */
final class Selection {

    private static final int DIRECTORIES_KEPT = 4096;

    /** More than any real path has; what is deeper is not looked for. */
    private static final int DEPTH_MAX = 1 << 16;

    private final Tree tree;
    private final List<Selected> roots;
    private final Map<Long, StreamPath> rootTargets = new HashMap<>();
    private final LinkedHashMap<Long, Optional<StreamPath>> directories =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Optional<StreamPath>> eldest) {
                    return size() > DIRECTORIES_KEPT;
                }
            };

    /**
     * A name below the destination.
     *
     * @param directory empty for the destination itself
     */
    record Place(StreamPath directory, StreamPath name) {
        /** The directory that a path is in, and its name there. */
        static Place of(StreamPath path) {
            byte[] bytes = path.bytes();
            int slash = bytes.length - 1;
            while (slash >= 0 && bytes[slash] != '/') {
                slash--;
            }
            return new Place(
                    slash < 0 ? Paths.ROOT : StreamPath.of(Arrays.copyOf(bytes, slash)),
                    StreamPath.of(Arrays.copyOfRange(bytes, slash + 1, bytes.length)));
        }

        StreamPath path() {
            return Paths.in(directory, name);
        }
    }

    Selection(Tree tree, List<Selected> roots) {
        this.tree = tree;
        this.roots = List.copyOf(roots);
        roots.forEach(root -> rootTargets.put(root.node(), root.target()));
    }

    /** Is told of everything that is selected. */
    interface Visitor {
        /** A directory, before what is in it. Whether to look into it. */
        boolean enter(StreamPath target, long node, Inode inode) throws IOException;

        /** A name of anything else. */
        void entry(Place place, long node, Inode inode) throws IOException;

        /** A directory, after what is in it. */
        void leave(StreamPath target, long node, Inode inode) throws IOException;
    }

    private record Step(StreamPath target, long node, Inode inode, boolean isLeaving) {}

    /**
     * Passes everything, of a directory first what is no directory, each by the order of names'
     * bytes. Takes memory for the depth, and for the directories of one directory.
     */
    void walk(Visitor visitor) throws IOException {
        for (Selected root : roots) {
            Inode inode = tree.inode(root.node());
            if (inode.type() == Inode.Type.DIRECTORY) {
                walk(new Step(root.target(), root.node(), inode, false), visitor);
            } else {
                visitor.entry(new Place(Paths.ROOT, root.target()), root.node(), inode);
            }
        }
    }

    private void walk(Step first, Visitor visitor) throws IOException {
        Deque<Step> steps = new ArrayDeque<>();
        steps.push(first);
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            if (step.isLeaving()) {
                visitor.leave(step.target(), step.node(), step.inode());
            } else if (visitor.enter(step.target(), step.node(), step.inode())) {
                steps.push(new Step(step.target(), step.node(), step.inode(), true));
                List<Step> below = new ArrayList<>();
                tree.children(
                        step.node(),
                        (name, child) -> {
                            Inode inode = tree.inode(child);
                            Place place = new Place(step.target(), name);
                            if (inode.type() == Inode.Type.DIRECTORY) {
                                below.add(new Step(place.path(), child, inode, false));
                            } else {
                                visitor.entry(place, child, inode);
                            }
                            return true;
                        });
                below.reversed().forEach(steps::push);
            }
        }
    }

    /** Where a node that is no directory goes first: its other names become links to that. */
    Optional<Place> first(long node) throws IOException {
        StreamPath root = rootTargets.get(node);
        if (root != null) {
            return Optional.of(new Place(Paths.ROOT, root));
        }
        for (Tree.Link link : tree.links(node)) {
            Optional<StreamPath> directory = directory(link.parent());
            if (directory.isPresent()) {
                return Optional.of(new Place(directory.get(), link.name()));
            }
        }
        return Optional.empty();
    }

    /** All places where a node goes that is no directory. */
    List<Place> places(long node) throws IOException {
        List<Place> places = new ArrayList<>();
        for (Selected root : roots) {
            if (root.node() == node) {
                places.add(new Place(Paths.ROOT, root.target()));
            }
        }
        for (Tree.Link link : tree.links(node)) {
            directory(link.parent())
                    .ifPresent(folder -> places.add(new Place(folder, link.name())));
        }
        return places;
    }

    private Optional<StreamPath> directory(long node) throws IOException {
        Deque<Long> above = new ArrayDeque<>();
        Deque<StreamPath> names = new ArrayDeque<>();
        Optional<StreamPath> path = Optional.empty();
        long at = node;
        while (above.size() < DEPTH_MAX) {
            Optional<StreamPath> known = directories.get(at);
            StreamPath root = rootTargets.get(at);
            if (root != null) {
                path = Optional.of(root);
                break;
            }
            if (known != null) {
                path = known;
                break;
            }
            List<Tree.Link> links = tree.links(at);
            if (links.isEmpty()) {
                break;
            }
            above.push(at);
            names.push(links.getFirst().name());
            at = links.getFirst().parent();
        }
        while (!above.isEmpty()) {
            StreamPath name = names.pop();
            path = path.map(folder -> Paths.in(folder, name));
            directories.put(above.pop(), path);
        }
        return path;
    }
}
