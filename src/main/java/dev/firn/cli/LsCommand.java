package dev.firn.cli;

import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import dev.firn.workflow.Paths;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firn ls}: what is in a folder of a snapshot. */
@Command(name = "ls", description = "List a folder of a snapshot, or one file.")
final class LsCommand extends LookCommand {

    @Parameters(
            paramLabel = ADDRESS,
            description = "The folder; the newest snapshot's root if nothing else is said.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String address;

    @Option(
            names = {"-l", "--long"},
            description = "With permissions, owner, size and time of modification.")
    private boolean isLong;

    @Override
    void look(Looking looking) throws IOException {
        Looking.Place place = looking.place(address);
        Tree tree = place.tree();
        if (place.inode().type() != Inode.Type.DIRECTORY) {
            print(looking, tree, place.path(), place.node());
            return;
        }
        tree.children(
                place.node(),
                (name, node) -> {
                    print(looking, tree, Paths.in(place.path(), name), node);
                    return true;
                });
    }

    private void print(Looking looking, Tree tree, StreamPath path, long node) throws IOException {
        Inode inode = tree.inode(node);
        if (looking.json()) {
            looking.print(FileText.json(path, tree, node, inode));
        } else if (isLong) {
            String name = FileText.name(Paths.name(path), tree, node, inode);
            looking.print(FileText.columns(inode) + "  " + name);
        } else {
            String slash = inode.type() == Inode.Type.DIRECTORY ? "/" : "";
            looking.print(Paths.name(path) + slash);
        }
    }
}
