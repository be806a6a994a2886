package dev.firn.workflow;

import dev.firn.model.SnapshotId;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The name a subvolume has while it is being received. Nothing else has such a name, so what an
 * interrupted restore left can be told from what the user has, and deleted.
 */
final class PartialName {

    private static final String PREFIX = ".firn-partial-";

    private PartialName() {}

    /**
     * A name that was never in use. A {@code btrfs receive} whose Firn was killed goes on with what
     * is in its pipe and opens the subvolume by name: it must not find that of the next run.
     */
    static String fresh(SnapshotId id) {
        return PREFIX + id + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    static boolean isOne(Path path) {
        return String.valueOf(path.getFileName()).startsWith(PREFIX);
    }
}
