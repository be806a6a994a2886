package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.tree.Inode;
import dev.firn.workflow.FileHistory;
import dev.firn.workflow.Lookup;
import dev.firn.workflow.Sizes;
import dev.firn.workflow.TreeDiff;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn history}: what became of a file. */
@Command(
        name = "history",
        description =
                "Show every version of a file in the snapshots of its volume, the newest first,"
                        + " whatever it was called.")
final class HistoryCommand extends LookCommand {

    @Parameters(
            paramLabel = ADDRESS,
            description = "The file; with a snapshot, from that one back.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String address;

    @Override
    void look(Looking looking) throws IOException {
        Lookup.Address place = looking.lookup().address(address);
        int[] count = new int[1];
        FileHistory.of(
                looking.trees(),
                looking.lookup().upTo(place.found()),
                place.path(),
                version -> {
                    count[0]++;
                    print(looking, version);
                });
        if (count[0] == 0) {
            throw new UserException(
                    ErrorKind.NOT_FOUND,
                    "cannot find '%s' in any snapshot of %s"
                            .formatted(place.path(), place.found().volume().name()),
                    "'firn find --name' looks for names in one snapshot");
        }
    }

    private static void print(Looking looking, FileHistory.Version version) {
        String kind = version.kind().name().toLowerCase(Locale.ROOT);
        if (looking.json()) {
            ObjectNode json = Json.object().put("change", kind);
            json.put("snapshotUuid", version.snapshot().id().toString());
            json.put("taken", version.snapshot().source().taken().toString());
            version.from().ifPresent(path -> json.put("from", path.toString()));
            json.setAll(FileText.json(version.path(), version.inode()));
            looking.print(json);
            return;
        }
        boolean hasSize =
                version.kind() != TreeDiff.Kind.DELETED
                        && version.inode().type() == Inode.Type.FILE;
        String size = hasSize ? Sizes.text(version.inode().size()) : "";
        String from = version.from().map(path -> " (was " + path + ")").orElse("");
        looking.print(
                String.format(
                        Locale.ROOT,
                        "%s  %s  %-10s  %9s  %s",
                        Times.text(version.snapshot().source().taken()),
                        Ids.brief(version.snapshot().id()),
                        kind,
                        size,
                        version.path() + from));
    }
}
