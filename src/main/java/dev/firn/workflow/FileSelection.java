package dev.firn.workflow;

import dev.firn.files.Selected;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What of a snapshot is to be brought back, and under which names. */
final class FileSelection {

    private FileSelection() {}

    /**
     * What is at {@code paths}, each under its last name.
     *
     * @throws UserException of kind NOT_FOUND if there is nothing at a path; of kind USAGE if two
     *     would have the same name, or one is in another
     */
    static List<Selected> of(Tree tree, Lookup.Found found, List<StreamPath> paths)
            throws IOException {
        List<Selected> selected = new ArrayList<>();
        Set<StreamPath> targets = new HashSet<>();
        for (StreamPath path : paths) {
            long node =
                    tree.find(path)
                            .orElseThrow(() ->
                                    new UserException(
                                            ErrorKind.NOT_FOUND,
                                            "cannot find '%s' in snapshot %s"
                                                    .formatted(path, found.snapshot().id()),
                                            "paths begin at the snapshot's root"));
            Selected one = new Selected(node, path, lastName(path));
            if (!targets.add(one.target())) {
                throw new UserException(
                        ErrorKind.USAGE,
                        "cannot restore '%s': another path ends in '%s', too"
                                .formatted(path, one.target()),
                        "restore them one after the other, to different directories");
            }
            selected.add(one);
            requireApart(path, paths);
        }
        return selected;
    }

    /** Nothing may be brought back to two places: there is one unfinished file for each. */
    private static void requireApart(StreamPath path, List<StreamPath> paths) {
        for (StreamPath other : paths) {
            if (!other.equals(path) && isWithin(path.bytes(), other.bytes())) {
                throw new UserException(
                        ErrorKind.USAGE,
                        "cannot restore '%s': it is in '%s', which is to be restored, too"
                                .formatted(path, other),
                        "leave it out, or restore it to another directory");
            }
        }
    }

    private static boolean isWithin(byte[] path, byte[] folder) {
        return folder.length == 0
                || (path.length > folder.length
                        && path[folder.length] == '/'
                        && Arrays.equals(path, 0, folder.length, folder, 0, folder.length));
    }

    private static StreamPath lastName(StreamPath path) {
        byte[] bytes = path.bytes();
        int start = bytes.length;
        while (start > 0 && bytes[start - 1] != '/') {
            start--;
        }
        return StreamPath.of(Arrays.copyOfRange(bytes, start, bytes.length));
    }
}
