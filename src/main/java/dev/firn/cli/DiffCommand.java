package dev.firn.cli;

import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.Paths;
import dev.firn.workflow.TreeDiff;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn diff}: what differs between two snapshots. */
@Command(
        name = "diff",
        description =
                "Show what is new, changed, moved, deleted, or has other attributes, from one snapshot of a volume"
                        + " to another.")
final class DiffCommand extends LookCommand {

    @Parameters(
            index = "0",
            paramLabel = ADDRESS,
            description = "The snapshot before; with a path, only what is there.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String before;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VOLUME[@SNAPSHOT|@DATE]",
            description = "The snapshot after (default: the newest).")
    private @Nullable String after;

    @Override
    void look(Looking looking) throws IOException {
        Lookup.Address from = looking.lookup().address(before);
        Lookup.Address to =
                looking.lookup()
                        .address(after == null ? from.found().volume().volume().toString() : after);
        if (!from.found().volume().volume().equals(to.found().volume().volume())) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot compare '%s' and '%s': they are of different volumes"
                            .formatted(before, after),
                    "name two snapshots of one volume");
        }
        if (to.path().length() > 0) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot compare '%s' and '%s': the path belongs to the first"
                            .formatted(before, after),
                    "for example 'firn diff photos@2026-03-01:2019 photos@2026-04-01'");
        }
        compare(looking, from.found().snapshot(), to.found().snapshot(), from.path());
    }

    private static void compare(Looking looking, Snapshot from, Snapshot to, StreamPath within)
            throws IOException {
        boolean[] differs = new boolean[1];
        TreeDiff.between(
                looking.trees(),
                from,
                to,
                change -> {
                    boolean isWithin =
                            Paths.isWithin(change.path(), within)
                                    || change.from().stream()
                                            .anyMatch(path -> Paths.isWithin(path, within));
                    if (isWithin) {
                        differs[0] = true;
                        print(looking, change);
                    }
                });
        if (!looking.json() && !differs[0]) {
            looking.print("nothing differs");
        }
    }

    private static void print(Looking looking, TreeDiff.Change change) {
        String kind = change.kind().name().toLowerCase(Locale.ROOT);
        if (looking.json()) {
            ObjectNode json = Json.object().put("change", kind);
            change.from().ifPresent(path -> json.put("from", path.toString()));
            json.setAll(FileText.json(change.path(), change.inode()));
            looking.print(json);
            return;
        }
        String slash = change.inode().type() == Inode.Type.DIRECTORY ? "/" : "";
        String from = change.from().map(path -> "  (was " + path + ")").orElse("");
        looking.print("%-10s  %s".formatted(kind, FileText.path(change.path()) + slash + from));
    }
}
