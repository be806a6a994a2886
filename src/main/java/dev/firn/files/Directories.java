package dev.firn.files;

import dev.firn.posix.Directory;
import dev.firn.posix.ErrnoException;
import dev.firn.sendstream.StreamPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The directories of a destination that were used last, open. Used by one thread. */
final class Directories implements AutoCloseable {

    private static final int OPEN_MAX = 64;

    private final Directory root;
    private final LinkedHashMap<StreamPath, Directory> open =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<StreamPath, Directory> eldest) {
                    if (size() > OPEN_MAX) {
                        eldest.getValue().close();
                        return true;
                    }
                    return false;
                }
            };

    Directories(Path destination) throws IOException {
        this.root = Directory.open(destination);
    }

    Directory root() {
        return root;
    }

    /** Opens a directory below the destination, by no link. Valid until the next call. */
    Directory get(StreamPath path) throws IOException {
        Directory known = open.get(path);
        if (known == null) {
            known = root.below(path);
            open.put(path, known);
        }
        return known;
    }

    /** The same; empty if there is no such directory, or something else in its place. */
    Optional<Directory> find(StreamPath path) throws IOException {
        try {
            return Optional.of(get(path));
        } catch (ErrnoException e) {
            if (e.isMissing() || e.isElsewhere() || e.isNoName()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void close() {
        open.values().forEach(Directory::close);
        root.close();
    }
}
