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
     *     would have the same name
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
        }
        return selected;
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
