package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What differs between two snapshots of a volume, file by file, whatever they are called. */
public final class TreeDiff {

    /** Parts that make up what a file holds. */
    private static final Set<Tree.Part> CONTENT = EnumSet.of(Tree.Part.EXTENTS, Tree.Part.TARGET);

    private final Tree before;
    private final Tree after;
    private final NodePaths pathsBefore;
    private final NodePaths pathsAfter;
    private final Counterparts inAfter;
    private final Visitor visitor;

    /** What happened to a file. */
    public enum Kind {
        NEW,
        DELETED,
        /** Its data was written; what a link says. */
        CHANGED,
        /** It has another name, or is in another folder. Not that of a folder that it is in. */
        MOVED,
        /** Its mode, owner, flags or extended attributes; its time of modification alone. */
        ATTRIBUTES
    }

    /**
     * A difference.
     *
     * @param path in the later snapshot; in the earlier one if it was deleted
     * @param from its path in the earlier snapshot, if that is another
     * @param inode as it is in the later snapshot; as it was if it was deleted
     */
    public record Change(Kind kind, StreamPath path, Optional<StreamPath> from, Inode inode) {}

    /** Is told of differences. */
    @FunctionalInterface
    public interface Visitor {
        void change(Change change) throws IOException;
    }

    private TreeDiff(Tree before, Tree after, Counterparts inAfter, Visitor visitor) {
        this.before = before;
        this.after = after;
        this.pathsBefore = new NodePaths(before);
        this.pathsAfter = new NodePaths(after);
        this.inAfter = inAfter;
        this.visitor = visitor;
    }

    /** Passes what differs between two snapshots of one volume, in no order that matters. */
    public static void between(
            SnapshotTrees trees, Snapshot before, Snapshot after, Visitor visitor)
            throws IOException {
        Tree treeBefore = trees.open(before);
        Tree treeAfter = trees.open(after);
        if (trees.areOfOneChain(before, after)) {
            inChain(treeBefore, treeAfter, visitor);
        } else {
            acrossChains(treeBefore, treeAfter, trees.temporary(), visitor);
        }
    }

    /** Passes what differs between two trees of one chain, reading only pages that differ. */
    static void inChain(Tree before, Tree after, Visitor visitor) throws IOException {
        try (Counterparts inAfter = Counterparts.inChain(after)) {
            TreeDiff diff = new TreeDiff(before, after, inAfter, visitor);
            before.differences(
                    after,
                    (node, parts) -> {
                        Optional<Inode> old = before.inodeIfThere(node);
                        Optional<Inode> now = after.inodeIfThere(node);
                        if (old.isPresent() && now.isPresent()) {
                            diff.compare(node, old.get(), node, now.get(), parts);
                        } else if (now.isPresent()) {
                            diff.appeared(node, now.get());
                        } else if (old.isPresent()) {
                            diff.disappeared(node, old.get());
                        }
                    });
        }
    }

    /** Passes what differs between two trees of a volume that are of different chains. */
    static void acrossChains(Tree before, Tree after, Path temporary, Visitor visitor)
            throws IOException {
        try (Counterparts inBefore = Counterparts.inOther(before, temporary);
                Counterparts inAfter = Counterparts.inOther(after, temporary)) {
            TreeDiff diff = new TreeDiff(before, after, inAfter, visitor);
            after.nodes((node, now) -> {
                OptionalLong old =
                        node == Tree.ROOT ? OptionalLong.of(Tree.ROOT) : inBefore.of(node, now);
                if (old.isEmpty()) {
                    diff.appeared(node, now);
                } else {
                    Inode was = before.inode(old.getAsLong());
                    diff.compare(
                            old.getAsLong(),
                            was,
                            node,
                            now,
                            diff.parts(old.getAsLong(), was, node, now));
                }
            });
            before.nodes((node, was) -> {
                if (node != Tree.ROOT && inAfter.of(node, was).isEmpty()) {
                    diff.disappeared(node, was);
                }
            });
        }
    }

    /** What differs, as far as that can be told: where data is stored says nothing. */
    private Set<Tree.Part> parts(long old, Inode was, long node, Inode now) throws IOException {
        Set<Tree.Part> parts = EnumSet.of(Tree.Part.INODE, Tree.Part.NAMES);
        if (now.type() == Inode.Type.FILE && !was.modified().equals(now.modified())) {
            parts.add(Tree.Part.EXTENTS);
        }
        if (now.type() == Inode.Type.SYMLINK && !before.target(old).equals(after.target(node))) {
            parts.add(Tree.Part.TARGET);
        }
        if (!areSame(before.xattrs(old), after.xattrs(node))) {
            parts.add(Tree.Part.XATTRS);
        }
        return parts;
    }

    private static boolean areSame(Map<StreamPath, byte[]> one, Map<StreamPath, byte[]> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream()
                        .allMatch(e -> Arrays.equals(e.getValue(), other.get(e.getKey())));
    }

    private void appeared(long node, Inode now) throws IOException {
        for (Tree.Link link : after.links(node)) {
            tell(Kind.NEW, pathsAfter.of(link), Optional.empty(), now);
        }
    }

    private void disappeared(long node, Inode was) throws IOException {
        for (Tree.Link link : before.links(node)) {
            tell(Kind.DELETED, pathsBefore.of(link), Optional.empty(), was);
        }
    }

    private void tell(Kind kind, StreamPath path, Optional<StreamPath> from, Inode inode)
            throws IOException {
        visitor.change(new Change(kind, path, from, inode));
    }

    private void compare(long old, Inode was, long node, Inode now, Set<Tree.Part> parts)
            throws IOException {
        if (parts.contains(Tree.Part.NAMES)) {
            compareNames(old, was, node, now);
        }
        boolean isContent = was.size() != now.size() || parts.stream().anyMatch(CONTENT::contains);
        boolean isAttributes = parts.contains(Tree.Part.XATTRS) || !haveSameAttributes(was, now);
        boolean isTime =
                now.type() != Inode.Type.DIRECTORY && !was.modified().equals(now.modified());
        if (isContent) {
            tell(Kind.CHANGED, path(node), Optional.empty(), now);
        }
        if (isAttributes || (isTime && !isContent)) {
            tell(Kind.ATTRIBUTES, path(node), Optional.empty(), now);
        }
    }

    private StreamPath path(long node) throws IOException {
        return pathsAfter.first(node).orElse(Paths.ROOT);
    }

    private static boolean haveSameAttributes(Inode was, Inode now) {
        return was.mode() == now.mode()
                && was.user() == now.user()
                && was.group() == now.group()
                && was.device() == now.device()
                && was.flags().equals(now.flags())
                && was.hasVerity() == now.hasVerity();
    }

    private void compareNames(long old, Inode was, long node, Inode now) throws IOException {
        List<Tree.Link> gone = new ArrayList<>();
        List<Tree.Link> come = new ArrayList<>(after.links(node));
        for (Tree.Link link : before.links(old)) {
            OptionalLong parent =
                    link.parent() == Tree.ROOT
                            ? OptionalLong.of(Tree.ROOT)
                            : inAfter.of(link.parent(), before.inode(link.parent()));
            boolean stayed =
                    parent.isPresent()
                            && come.remove(new Tree.Link(parent.getAsLong(), link.name()));
            if (!stayed) {
                gone.add(link);
            }
        }
        for (Tree.Link link : come) {
            if (gone.isEmpty()) {
                tell(Kind.NEW, pathsAfter.of(link), Optional.empty(), now);
            } else {
                StreamPath from = pathsBefore.of(gone.removeFirst());
                tell(Kind.MOVED, pathsAfter.of(link), Optional.of(from), now);
            }
        }
        for (Tree.Link link : gone) {
            tell(Kind.DELETED, pathsBefore.of(link), Optional.empty(), was);
        }
    }
}
