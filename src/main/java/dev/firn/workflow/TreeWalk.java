package dev.firn.workflow;

import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A walk through a folder and all that is in it, in the order of names, each folder before what is
 * in it. Takes memory for the depth and not for the number of names.
 */
public final class TreeWalk {

    /** How many names of a folder are read at a time. */
    private static final int BATCH = 256;

    private final Tree tree;
    private final Visitor visitor;
    private final Deque<Folder> folders = new ArrayDeque<>();

    /**
     * A name that is met.
     *
     * @param path from the snapshot's root on
     * @param depth how many folders below the start it is; 0 is the start itself
     * @param isLast whether nothing comes after it in its folder
     */
    public record Entry(StreamPath path, long node, Inode inode, int depth, boolean isLast) {}

    /** Is told of names. */
    @FunctionalInterface
    public interface Visitor {
        /** Whether to look into it, if it is a folder. */
        boolean entry(Entry entry) throws IOException;
    }

    private record Child(StreamPath name, long node) {}

    private static final class Folder {
        private final StreamPath path;
        private final long node;
        private final Deque<Child> next = new ArrayDeque<>();
        private StreamPath last = Paths.ROOT;
        private boolean isRead;

        Folder(StreamPath path, long node) {
            this.path = path;
            this.node = node;
        }
    }

    private TreeWalk(Tree tree, Visitor visitor) {
        this.tree = tree;
        this.visitor = visitor;
    }

    /** Walks from the node at {@code path} on. */
    public static void walk(Tree tree, StreamPath path, long node, Visitor visitor)
            throws IOException {
        new TreeWalk(tree, visitor).walk(path, node);
    }

    private void walk(StreamPath path, long node) throws IOException {
        visit(new Entry(path, node, tree.inode(node), 0, true));
        while (!folders.isEmpty()) {
            Folder folder = folders.element();
            fill(folder);
            Child child = folder.next.poll();
            if (child == null) {
                folders.pop();
                continue;
            }
            fill(folder);
            visit(
                    new Entry(
                            Paths.in(folder.path, child.name()),
                            child.node(),
                            tree.inode(child.node()),
                            folders.size(),
                            folder.next.isEmpty()));
        }
    }

    private void visit(Entry entry) throws IOException {
        boolean isWanted = visitor.entry(entry);
        if (isWanted && entry.inode().type() == Inode.Type.DIRECTORY) {
            folders.push(new Folder(entry.path(), entry.node()));
        }
    }

    /** Reads names if none are left. */
    private void fill(Folder folder) throws IOException {
        if (!folder.next.isEmpty() || folder.isRead) {
            return;
        }
        tree.childrenAfter(
                folder.node,
                folder.last,
                (name, node) -> {
                    folder.next.add(new Child(name, node));
                    return folder.next.size() < BATCH;
                });
        folder.isRead = folder.next.size() < BATCH;
        if (!folder.isRead) {
            folder.last = folder.next.getLast().name();
        }
    }
}
