package dev.firn.workflow;

import dev.firn.model.SnapshotId;
import java.nio.file.Path;

/**
 * The name a subvolume has while it is being received. Nothing else has such a name, so what an
 * interrupted restore left can be told from what the user has, and deleted.
 */
final class PartialName {

    private static final String PREFIX = ".firn-partial-";

    private PartialName() {}

    static String of(SnapshotId id) {
        return PREFIX + id;
    }

    static boolean isOne(Path path) {
        return String.valueOf(path.getFileName()).startsWith(PREFIX);
    }
}
