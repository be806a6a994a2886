package dev.firn.cli;

import dev.firn.workflow.Sizes;
import dev.firn.workflow.Usage;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code firn du}: how much is in folders. */
@Command(
        name = "du",
        description =
                "Show how much is in folders of a snapshot: sizes of files, each once, whatever names"
                        + " it has.")
final class DuCommand extends LookCommand {

    @Parameters(paramLabel = ADDRESS, description = "The folder.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String address;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "Folders how deep are shown on their own (default: ${DEFAULT-VALUE}).")
    private int depth = 1;

    @Override
    void look(Looking looking) throws IOException {
        Looking.Place place = looking.place(address);
        Usage.of(
                place.tree(),
                place.path(),
                place.node(),
                folder -> {
                    if (folder.depth() <= depth) {
                        print(looking, folder);
                    }
                });
    }

    private static void print(Looking looking, Usage.Folder folder) {
        if (looking.json()) {
            ObjectNode json = Json.object().put("path", folder.path().toString());
            looking.print(json.put("bytes", folder.bytes()).put("files", folder.files()));
        } else {
            looking.print(
                    String.format(
                            Locale.ROOT,
                            "%9s  %9d files  %s",
                            Sizes.text(folder.bytes()),
                            folder.files(),
                            FileText.path(folder.path())));
        }
    }
}
