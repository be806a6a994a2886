package dev.firn.workflow;

import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The paths of nodes: those of folders are kept, as long as they are of use. */
final class NodePaths {

    private static final int KEPT = 4096;

    private final Tree tree;
    private final LinkedHashMap<Long, StreamPath> folders =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, StreamPath> eldest) {
                    return size() > KEPT;
                }
            };

    NodePaths(Tree tree) {
        this.tree = tree;
    }

    StreamPath of(Tree.Link link) throws IOException {
        return Paths.in(folder(link.parent()), link.name());
    }

    /** The first path of a node; empty for the root. */
    Optional<StreamPath> first(long node) throws IOException {
        List<Tree.Link> links = tree.links(node);
        return links.isEmpty() ? Optional.empty() : Optional.of(of(links.getFirst()));
    }

    private StreamPath folder(long node) throws IOException {
        Deque<Long> above = new ArrayDeque<>();
        Deque<StreamPath> names = new ArrayDeque<>();
        StreamPath path = Paths.ROOT;
        for (long at = node; at != Tree.ROOT; ) {
            StreamPath known = folders.get(at);
            if (known != null) {
                path = known;
                break;
            }
            Tree.Link link = tree.links(at).getFirst();
            above.push(at);
            names.push(link.name());
            at = link.parent();
        }
        while (!above.isEmpty()) {
            path = Paths.in(path, names.pop());
            folders.put(above.pop(), path);
        }
        return path;
    }
}
