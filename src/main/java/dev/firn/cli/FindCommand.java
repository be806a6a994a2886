package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.workflow.FileSearch;
import dev.firn.workflow.Glob;
import dev.firn.workflow.PointInTime;
import dev.firn.workflow.Sizes;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firn find}: files of a snapshot by name, type, size and time. */
@Command(
        name = "find",
        description = "Find files of a snapshot. What is found is all that the options say.")
final class FindCommand extends LookCommand {

    private static final Map<String, Inode.Type> TYPES =
            Map.of(
                    "f", Inode.Type.FILE,
                    "d", Inode.Type.DIRECTORY,
                    "l", Inode.Type.SYMLINK,
                    "c", Inode.Type.CHARACTER_DEVICE,
                    "b", Inode.Type.BLOCK_DEVICE,
                    "p", Inode.Type.FIFO,
                    "s", Inode.Type.SOCKET);

    @Parameters(paramLabel = ADDRESS, description = "The folder to look in.")
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private String address;

    @Option(
            names = "--name",
            paramLabel = "GLOB",
            description = "Called like this: * is any text, ? one character, [a-z] one of these.")
    private @Nullable String name;

    @Option(
            names = {"-i", "--ignore-case"},
            description = "Letters of the name may be small or capital.")
    private boolean ignoreCase;

    @Option(
            names = "--type",
            paramLabel = "f|d|l|c|b|p|s",
            description = "File, directory, symbolic link, device (c, b), pipe, socket.")
    private @Nullable String type;

    @Option(names = "--min-size", paramLabel = "SIZE", description = "Files of this size or more.")
    private @Nullable String minSize;

    @Option(names = "--max-size", paramLabel = "SIZE", description = "Files of this size or less.")
    private @Nullable String maxSize;

    @Option(
            names = "--newer",
            paramLabel = "DATE",
            description = "Modified at that time, or on that day, or later.")
    private @Nullable String newer;

    @Option(names = "--older", paramLabel = "DATE", description = "Modified before that.")
    private @Nullable String older;

    @Option(
            names = {"-l", "--long"},
            description = "With permissions, owner, size and time of modification.")
    private boolean isLong;

    @Override
    void look(Looking looking) throws IOException {
        Optional<Glob> glob = Optional.ofNullable(name).map(n -> Glob.parse(n, ignoreCase));
        Predicate<Inode> wanted = wanted();
        Looking.Place place = looking.place(address);
        FileSearch.below(
                place.tree(),
                place.path(),
                (called, inode) ->
                        wanted.test(inode) && (glob.isEmpty() || glob.get().matches(called)),
                (path, node, inode) -> print(looking, place, path, node, inode));
    }

    private void print(
            Looking looking, Looking.Place place, StreamPath path, long node, Inode inode)
            throws IOException {
        if (looking.json()) {
            looking.print(FileText.json(path, place.tree(), node, inode));
        } else if (isLong) {
            String text = FileText.name(path, place.tree(), node, inode);
            looking.print(FileText.columns(inode) + "  " + text);
        } else {
            looking.print(path.toString());
        }
    }

    private Predicate<Inode> wanted() {
        Predicate<Inode> wanted = _ -> true;
        if (type != null) {
            Inode.Type only = type(type);
            wanted = wanted.and(inode -> inode.type() == only);
        }
        if (minSize != null) {
            long least = Sizes.parse(minSize);
            wanted = wanted.and(i -> i.type() == Inode.Type.FILE && i.size() >= least);
        }
        if (maxSize != null) {
            long most = Sizes.parse(maxSize);
            wanted = wanted.and(i -> i.type() == Inode.Type.FILE && i.size() <= most);
        }
        if (newer != null) {
            Instant from = start(newer);
            wanted = wanted.and(i -> i.modified().seconds() >= from.getEpochSecond());
        }
        if (older != null) {
            Instant before = start(older);
            wanted = wanted.and(i -> i.modified().seconds() < before.getEpochSecond());
        }
        return wanted;
    }

    private static Inode.Type type(String letter) {
        Inode.Type found = TYPES.get(letter);
        if (found == null) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot find files of type '%s'".formatted(letter),
                    "types are f, d, l, c, b, p and s, see 'firn find --help'");
        }
        return found;
    }

    private static Instant start(String date) {
        return PointInTime.start(date, ZoneId.systemDefault())
                .orElseThrow(() ->
                        new UserException(
                                ErrorKind.USAGE,
                                "cannot use '%s' as a date".formatted(date),
                                "dates look like 2026-03-01 or 2026-03-01T14:30"));
    }
}
