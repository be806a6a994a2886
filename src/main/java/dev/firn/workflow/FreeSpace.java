package dev.firn.workflow;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether there is room for files. */
final class FreeSpace {

    private FreeSpace() {}

    /**
     * Refuses what has no room.
     *
     * @param needed in bytes
     * @param hint what to do then
     * @throws UserException of kind NO_SPACE if less is free
     */
    static void require(Lookup.Found found, Path directory, long needed, String hint)
            throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        if (needed > free) {
            throw new UserException(
                    ErrorKind.NO_SPACE,
                    "cannot restore files of snapshot %s to '%s': %s are needed and %s are free"
                            .formatted(
                                    found.snapshot().id(),
                                    directory,
                                    Sizes.text(needed),
                                    Sizes.text(free)),
                    hint);
        }
    }
}
