package dev.firn.tree;

import dev.firn.sendstream.StreamPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What is in a tree, in few words. */
final class Shapes {

    private Shapes() {}

    /** A full with a folder, a file of 3,000 bytes in it, and its second name. */
    static Tree base(Trees trees) throws IOException {
        return Commands.full(1)
                .mkdir("d", 257)
                .mkfile("d/f", 258)
                .write("d/f", 0, 1000)
                .write("d/f", 1000, 1000)
                .write("d/f", 2000, 1000)
                .link("g", "d/f")
                .in(trees);
    }

    static long at(Tree tree, String path) throws IOException {
        return tree.find(StreamPath.parse(path)).orElseThrow();
    }

    static Inode inode(Tree tree, String path) throws IOException {
        return tree.inode(at(tree, path));
    }

    static String names(Tree tree, String folder) throws IOException {
        List<String> names = new ArrayList<>();
        tree.children(at(tree, folder), (name, _) -> names.add(name.toString()));
        return String.join(" ", names);
    }

    /** Where extents begin, how long they are and what they are. */
    static String extents(Tree tree, String path) throws IOException {
        List<String> all = new ArrayList<>();
        tree.extents(
                at(tree, path), 0, (offset, e) -> all.add(offset + "+" + e.length() + kind(e)));
        return String.join(" ", all);
    }

    private static String kind(Extent extent) {
        return switch (extent) {
            case Extent.Data d -> "d" + d.skip();
            case Extent.Encoded e -> "e" + e.skip();
            case Extent.Preallocated _ -> "p";
            case Extent.Unknown _ -> "u";
        };
    }
}
