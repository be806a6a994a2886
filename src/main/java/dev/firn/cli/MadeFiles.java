package dev.firn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Files and directories to delete if a later step fails, newest last. */
final class MadeFiles {

    private final List<Path> made = new ArrayList<>();

    void add(Path path) {
        made.add(path);
    }

    /** Makes a directory for its owner only, and those above it. */
    void directory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            directory(parent);
        }
        Files.createDirectory(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        made.add(directory);
    }

    void takeBack(Exception failure) {
        for (Path path : made.reversed()) {
            if (Files.exists(path.resolveSibling("vault.json"), LinkOption.NOFOLLOW_LINKS)) {
                continue; // the metadata of a vault that stands, this one's or another host's
            }
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
