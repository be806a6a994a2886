package dev.firn.workflow;

import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import java.io.IOException;

/** Finds files of a snapshot by what is known of them. */
public final class FileSearch {

    private FileSearch() {}

    /** Says what is looked for. */
    @FunctionalInterface
    public interface Wanted {
        boolean isWanted(StreamPath name, Inode inode);
    }

    /** Is told of what was found. */
    @FunctionalInterface
    public interface Visitor {
        void found(StreamPath path, long node, Inode inode) throws IOException;
    }

    /**
     * Passes every name below the folder at {@code start} that is wanted, in no order that matters.
     */
    public static void below(Tree tree, StreamPath start, Wanted wanted, Visitor visitor)
            throws IOException {
        long node = tree.find(start).orElseThrow();
        if (node == Tree.ROOT) {
            everywhere(tree, wanted, visitor);
            return;
        }
        TreeWalk.walk(
                tree,
                start,
                node,
                entry -> {
                    boolean isStart = entry.depth() == 0;
                    if (!isStart && wanted.isWanted(Paths.name(entry.path()), entry.inode())) {
                        visitor.found(entry.path(), entry.node(), entry.inode());
                    }
                    return true;
                });
    }

    /** Reads the tree from front to back, which is many times faster than going along folders. */
    private static void everywhere(Tree tree, Wanted wanted, Visitor visitor) throws IOException {
        NodePaths paths = new NodePaths(tree);
        tree.names((parent, name, node, inode) -> {
            if (wanted.isWanted(name, inode)) {
                visitor.found(paths.of(new Tree.Link(parent, name)), node, inode);
            }
        });
    }
}
