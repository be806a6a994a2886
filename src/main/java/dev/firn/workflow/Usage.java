package dev.firn.workflow;

import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** How much is in folders. */
public final class Usage {

    private final Tree tree;
    private final long start;
    private final Visitor visitor;
    private final Deque<Sum> open = new ArrayDeque<>();

    /**
     * What is in a folder, and in all folders in it.
     *
     * @param bytes sizes of files; one with several names counts once
     * @param files how many that are, and other nodes that are not folders
     * @param depth how many folders below the start it is; 0 is the start itself
     */
    public record Folder(StreamPath path, long bytes, long files, int depth) {}

    /** Is told of folders, each after those in it. */
    @FunctionalInterface
    public interface Visitor {
        void folder(Folder folder) throws IOException;
    }

    private static final class Sum {
        private final TreeWalk.Entry folder;
        private long bytes;
        private long files;

        Sum(TreeWalk.Entry folder) {
            this.folder = folder;
        }
    }

    private Usage(Tree tree, long start, Visitor visitor) {
        this.tree = tree;
        this.start = start;
        this.visitor = visitor;
    }

    /** Adds up what is at {@code path}. */
    public static void of(Tree tree, StreamPath path, long node, Visitor visitor)
            throws IOException {
        Usage usage = new Usage(tree, node, visitor);
        TreeWalk.walk(tree, path, node, usage::add);
        usage.closeDownTo(0);
    }

    private boolean add(TreeWalk.Entry entry) throws IOException {
        closeDownTo(entry.depth());
        boolean isFolder = entry.inode().type() == Inode.Type.DIRECTORY;
        if (isFolder || entry.depth() == 0) {
            open.push(new Sum(entry));
        }
        if (!isFolder && isFirstName(entry)) {
            Sum sum = open.element();
            sum.bytes += entry.inode().size();
            sum.files++;
        }
        return true;
    }

    /** Whether the file was not met under another name. */
    private boolean isFirstName(TreeWalk.Entry entry) throws IOException {
        if (entry.inode().links() <= 1 || entry.depth() == 0) {
            return true;
        }
        List<Tree.Link> links = tree.links(entry.node());
        for (Tree.Link link : links) {
            if (isBelowStart(link.parent())) {
                StreamPath name = Paths.name(entry.path());
                return link.parent() == open.element().folder.node() && link.name().equals(name);
            }
        }
        return true;
    }

    private boolean isBelowStart(long folder) throws IOException {
        long at = folder;
        while (at != start && at != Tree.ROOT) {
            at = tree.links(at).getFirst().parent();
        }
        return at == start;
    }

    /** Ends the folders that are {@code depth} or more below the start. */
    private void closeDownTo(int depth) throws IOException {
        while (!open.isEmpty() && open.element().folder.depth() >= depth) {
            Sum sum = open.pop();
            visitor.folder(new Folder(sum.folder.path(), sum.bytes, sum.files, sum.folder.depth()));
            if (!open.isEmpty()) {
                open.element().bytes += sum.bytes;
                open.element().files += sum.files;
            }
        }
    }
}
