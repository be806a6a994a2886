package dev.firn.storage.directory;

import dev.firn.storage.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where objects are: a key is a path below the root, and no link is followed on the way. What is
 * not a plain file reached through plain directories is no object.
 */
final class ObjectPaths {

    private final Path root;

    /** Tells the root from another directory at the same place. */
    private final @Nullable Object identity;

    ObjectPaths(Path root) throws IOException {
        this.root = root;
        this.identity = identity();
    }

    private @Nullable Object identity() throws IOException {
        return Files.readAttributes(root, BasicFileAttributes.class).fileKey();
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

    /**
     * Requires that the root is the directory that was opened: neither a disk that is gone nor the
     * empty directory it was mounted on must be taken for a vault without objects, or be written
     * to.
     */
    void requireRoot() throws IOException {
        if (!Files.isDirectory(root)) {
            throw DirectoryFailure.gone(root);
        }
        if (!Objects.equals(identity, identity())) {
            throw DirectoryFailure.replaced(root);
        }
    }
}
