package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.workflow.FileContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code firn cat}: the content of one file. */
@Command(
        name = "cat",
        description =
                "Write the content of a file to standard output; on a terminal with control characters"
                        + " escaped.")
final class CatCommand extends LookCommand {

    @Parameters(paramLabel = ADDRESS, description = "The file.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String address;

    @Override
    void look(Looking looking) throws IOException {
        Looking.Place place = looking.place(address);
        if (place.inode().type() != Inode.Type.FILE) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot write the content of '%s': it is a %s"
                            .formatted(
                                    FileText.path(place.path()),
                                    FileText.type(place.inode().type())),
                    "'firn stat' shows what it is, 'firn ls' what is in a directory");
        }
        FileContent content = new FileContent(looking.vault(), looking.reading().settings());
        if (Terminals.isOne(StandardOutput.DESCRIPTOR)) {
            content.read(place.found(), place.tree(), place.node(), bytes -> show(looking, bytes));
            return;
        }
        try (WritableByteChannel channel = StandardOutput.openChannel()) {
            content.read(
                    place.found(),
                    place.tree(),
                    place.node(),
                    bytes -> {
                        while (bytes.hasRemaining()) {
                            channel.write(bytes);
                        }
                    });
        }
    }

    /** Line by line, each escaped as names are. */
    private static void show(Looking looking, ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int end = bytes.position();
            while (end < bytes.limit() && bytes.get(end) != '\n') {
                end++;
            }
            byte[] line = new byte[end - bytes.position()];
            bytes.get(line);
            looking.out().print(StreamPath.of(line));
            if (bytes.hasRemaining()) {
                bytes.get();
                looking.out().println();
            }
        }
        looking.out().flush();
    }
}
