package dev.firn.storage.directory;

import dev.firn.storage.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Where objects are: a key is a path below the root, and no link is followed on the way. What is
 * not a plain file reached through plain directories is no object.
 */
final class ObjectPaths {

    private final Path root;

    ObjectPaths(Path root) {
        this.root = root;
    }

    /**
     * Whether {@code name}, a key or the start of one, belongs to other files beside the objects:
     * hidden ones and those of the metadata store.
     */
    static boolean isReserved(String name) {
        return name.startsWith(".") || name.startsWith("metadata.sqlite");
    }

    Path of(ObjectKey key) {
        return root.resolve(key.name());
    }

    /** The attributes of an object's file, or empty if there is no such object. */
    Optional<BasicFileAttributes> attributes(ObjectKey key) throws IOException {
        if (isReserved(key.name())) {
            return Optional.empty();
        }
        try {
            Path path = root;
            for (Path segment : Path.of(key.name())) {
                if (!path.equals(root) && !read(path).isDirectory()) {
                    return Optional.empty();
                }
                path = path.resolve(segment);
            }
            BasicFileAttributes attributes = read(path);
            return attributes.isRegularFile() ? Optional.of(attributes) : Optional.empty();
        } catch (NoSuchFileException e) {
            requireRoot();
            return Optional.empty();
        }
    }

    private static BasicFileAttributes read(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** A disk that is gone must not be taken for one without objects. */
    void requireRoot() {
        if (!Files.isDirectory(root)) {
            throw DirectoryFailure.gone(root);
        }
    }
}
