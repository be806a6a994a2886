package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What became of a path from snapshot to snapshot, back in time, whatever the file was called. */
public final class FileHistory {

    private final SnapshotTrees trees;
    private final Visitor visitor;

    /**
     * Something that happened.
     *
     * @param snapshot the first that shows it
     * @param path of the file in it; if it was deleted, before that
     * @param from its path before, if it was moved
     * @param inode as it is in the snapshot; as it was if it was deleted
     */
    public record Version(
            Snapshot snapshot,
            TreeDiff.Kind kind,
            StreamPath path,
            Optional<StreamPath> from,
            Inode inode) {}

    /** Is told what happened, the newest first. */
    @FunctionalInterface
    public interface Visitor {
        void version(Version version) throws IOException;
    }

    /** A file in one of the snapshots. */
    private record Position(
            Snapshot snapshot, Tree tree, long node, Inode inode, StreamPath path) {}

    private FileHistory(SnapshotTrees trees, Visitor visitor) {
        this.trees = trees;
        this.visitor = visitor;
    }

    /**
     * Passes what happened to {@code path}.
     *
     * @param snapshots of one volume, the newest first; one at least
     */
    public static void of(
            SnapshotTrees trees, List<Snapshot> snapshots, StreamPath path, Visitor visitor)
            throws IOException {
        new FileHistory(trees, visitor).follow(snapshots, path);
    }

    private void follow(List<Snapshot> snapshots, StreamPath path) throws IOException {
        StreamPath wanted = path;
        Optional<Position> here = at(snapshots.getFirst(), wanted);
        for (int i = 1; i < snapshots.size(); i++) {
            Snapshot older = snapshots.get(i);
            Optional<Position> before;
            if (here.isPresent()) {
                wanted = here.get().path();
                before = sameFile(here.get(), older);
                tell(here.get(), before);
                if (before.isEmpty()) {
                    before = at(older, wanted);
                }
            } else {
                before = at(older, wanted);
                if (before.isPresent()) {
                    Position was = before.get();
                    tell(snapshots.get(i - 1), TreeDiff.Kind.DELETED, was, Optional.empty());
                }
            }
            here = before;
        }
        if (here.isPresent()) {
            tell(here.get().snapshot(), TreeDiff.Kind.NEW, here.get(), Optional.empty());
        }
    }

    private Optional<Position> at(Snapshot snapshot, StreamPath path) throws IOException {
        Tree tree = trees.open(snapshot);
        OptionalLong node = tree.find(path);
        return node.isEmpty()
                ? Optional.empty()
                : Optional.of(position(snapshot, tree, node.getAsLong(), path));
    }

    private static Position position(Snapshot snapshot, Tree tree, long node, StreamPath path)
            throws IOException {
        return new Position(snapshot, tree, node, tree.inode(node), path);
    }

    /** The same file in an older snapshot, under the same path if it has that there. */
    private Optional<Position> sameFile(Position now, Snapshot older) throws IOException {
        Optional<Position> there = at(older, now.path());
        Tree tree = trees.open(older);
        boolean isChain = trees.areOfOneChain(now.snapshot(), older);
        if (there.isPresent() && isSame(now, there.get(), isChain)) {
            return there;
        }
        OptionalLong node =
                isChain
                        ? tree.inodeIfThere(now.node()).isPresent()
                                ? OptionalLong.of(now.node())
                                : OptionalLong.empty()
                        : withNumber(tree, now.inode());
        if (node.isEmpty()) {
            return Optional.empty();
        }
        Optional<StreamPath> path = new NodePaths(tree).first(node.getAsLong());
        return path.isEmpty()
                ? Optional.empty()
                : Optional.of(position(older, tree, node.getAsLong(), path.get()));
    }

    private static boolean isSame(Position now, Position there, boolean isChain) {
        return isChain
                ? now.node() == there.node()
                : now.node() == Tree.ROOT || Counterparts.isSame(now.inode(), there.inode());
    }

    /** Looks at all nodes; only where a chain begins, and if the path was another before. */
    private static OptionalLong withNumber(Tree tree, Inode wanted) throws IOException {
        long[] found = {0};
        tree.nodes((node, inode) -> {
            if (Counterparts.isSame(wanted, inode)) {
                found[0] = node;
            }
        });
        return found[0] == 0 ? OptionalLong.empty() : OptionalLong.of(found[0]);
    }

    private void tell(Position now, Optional<Position> before) throws IOException {
        if (before.isEmpty()) {
            tell(now.snapshot(), TreeDiff.Kind.NEW, now, Optional.empty());
            return;
        }
        Position was = before.get();
        if (!was.path().equals(now.path())) {
            tell(now.snapshot(), TreeDiff.Kind.MOVED, now, Optional.of(was.path()));
        }
        if (isChanged(was, now)) {
            tell(now.snapshot(), TreeDiff.Kind.CHANGED, now, Optional.empty());
        } else if (now.inode().type() != Inode.Type.DIRECTORY
                && !now.inode().changed().equals(was.inode().changed())
                && was.path().equals(now.path())) {
            tell(now.snapshot(), TreeDiff.Kind.ATTRIBUTES, now, Optional.empty());
        }
    }

    private boolean isChanged(Position was, Position now) throws IOException {
        if (now.inode().type() != Inode.Type.FILE) {
            return false;
        }
        return was.inode().size() != now.inode().size()
                || (trees.areOfOneChain(was.snapshot(), now.snapshot())
                        ? !was.tree().hasSameExtents(now.node(), now.tree())
                        : !was.inode().modified().equals(now.inode().modified()));
    }

    private void tell(
            Snapshot snapshot, TreeDiff.Kind kind, Position file, Optional<StreamPath> from)
            throws IOException {
        visitor.version(new Version(snapshot, kind, file.path(), from, file.inode()));
    }
}
