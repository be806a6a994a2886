package dev.firn.cli;

import dev.firn.files.Extraction;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import dev.firn.vault.FrameReader;
import dev.firn.workflow.FileRestore;
import dev.firn.workflow.Paths;
import dev.firn.workflow.Restore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code firn restore} that are about files. */
final class FileRestoreOptions {

    /** In which form files come back. */
    enum Form {
        dir,
        tar,
        stream
    }

    /**
     * What was asked for.
     *
     * @param target empty for standard output
     */
    record Given(
            Form form,
            List<StreamPath> paths,
            Optional<Path> target,
            FileRestore.Options options) {}

    @Option(
            names = "--as",
            paramLabel = "FORM",
            description =
                    "Bring files back instead of snapshots: 'dir', into a directory of any file system (default with a PATH), 'tar', or 'stream', all of the snapshot as one send stream.")
    private @Nullable Form form;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "A further path to bring back, from the snapshot's root on.")
    private List<String> paths = new ArrayList<>();

    @Option(names = "--overwrite", description = "Replace files that are there and differ.")
    private boolean overwrite;

    @Option(
            names = "--special",
            description =
                    "Make device nodes, set-user-ID and set-group-ID bits and capabilities, too.")
    private boolean special;

    @Option(
            names = "--strict",
            description = "Restore no files rather than leave out what is damaged.")
    private boolean strict;

    @Option(
            names = "--whole-chunks",
            description = "Fetch all of each chunk and compare it with what the host signed.")
    private boolean wholeChunks;

    /** Whether any is. */
    boolean areGiven() {
        return form != null || !paths.isEmpty() || overwrite || special || strict || wholeChunks;
    }

    /** Whether standard output is a destination. */
    boolean writeOut() {
        return form != null && form != Form.dir;
    }

    /** Whether files are to be restored, and not a snapshot as btrfs has it. */
    boolean areMeant(StreamPath path) {
        if (form != null || !paths.isEmpty() || path.length() > 0) {
            return true;
        }
        if (areGiven()) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot restore: --overwrite, --special, --strict and --whole-chunks are for"
                            + " files, and none are named",
                    "add --as dir for all files of the snapshot");
        }
        return false;
    }

    Given get(StreamPath first, @Nullable Path target, Restore.SpaceCheck spaceCheck) {
        List<StreamPath> all = new ArrayList<>();
        if (first.length() > 0 || paths.isEmpty()) {
            all.add(first);
        }
        paths.forEach(path -> all.add(Paths.parse(path)));
        Form wanted = form == null ? Form.dir : form;
        if (wanted == Form.stream && !all.equals(List.of(Paths.ROOT))) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot restore a path as a stream: a stream is all of a snapshot",
                    "leave the path out, or use --as dir");
        }
        return new Given(wanted, all, Optional.ofNullable(target), options(spaceCheck));
    }

    private FileRestore.Options options(Restore.SpaceCheck spaceCheck) {
        return new FileRestore.Options(
                overwrite ? Extraction.Existing.OVERWRITE : Extraction.Existing.KEEP,
                special,
                wholeChunks ? FrameReader.Extent.WHOLE_CHUNKS : FrameReader.Extent.NEEDED_FRAMES,
                strict ? FileRestore.Damage.REFUSE : FileRestore.Damage.PASS_OVER,
                spaceCheck);
    }
}
