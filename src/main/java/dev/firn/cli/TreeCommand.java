package dev.firn.cli;

import dev.firn.workflow.Paths;
import dev.firn.workflow.TreeWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn tree}: a folder of a snapshot and all below it. */
@Command(name = "tree", description = "Show a folder of a snapshot and all that is in it.")
final class TreeCommand extends LookCommand {

    @Parameters(
            paramLabel = ADDRESS,
            description = "The folder; the newest snapshot's root if nothing else is said.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String address;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "How many folders deep (default: all).")
    private int depth = Integer.MAX_VALUE;

    @Override
    void look(Looking looking) throws IOException {
        Looking.Place place = looking.place(address);
        List<Boolean> isLast = new ArrayList<>();
        TreeWalk.walk(
                place.tree(),
                place.path(),
                place.node(),
                entry -> {
                    print(looking, place, entry, isLast);
                    return entry.depth() < depth;
                });
    }

    private void print(
            Looking looking, Looking.Place place, TreeWalk.Entry entry, List<Boolean> isLast)
            throws IOException {
        if (looking.json()) {
            ObjectNode json =
                    FileText.json(entry.path(), place.tree(), entry.node(), entry.inode());
            looking.print(json.put("depth", entry.depth()));
            return;
        }
        if (entry.depth() == 0) {
            looking.print(FileText.path(entry.path()));
            return;
        }
        while (isLast.size() >= entry.depth()) {
            isLast.removeLast();
        }
        StringBuilder line = new StringBuilder();
        isLast.forEach(last -> line.append(last ? "    " : "|   "));
        line.append(entry.isLast() ? "`-- " : "|-- ");
        isLast.add(entry.isLast());
        line.append(
                FileText.name(Paths.name(entry.path()), place.tree(), entry.node(), entry.inode()));
        looking.print(line.toString());
    }
}
