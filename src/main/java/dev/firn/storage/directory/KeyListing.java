package dev.firn.storage.directory;

import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * One page of a listing. Keys come in the order of their characters, in which a slash counts like
 * any other: so a directory sorts as its name with a slash. Directories that the page cannot touch
 * are not read; of one that it does, the names are held, about 100 bytes each.
 */
final class KeyListing {

    private final Path root;
    private final String prefix;
    private final String after;
    private final List<ObjectInfo> page = new ArrayList<>();

    KeyListing(Path root, String prefix, String after) {
        this.root = root;
        this.prefix = prefix;
        this.after = after;
    }

    List<ObjectInfo> page() throws IOException {
        visit(root, "");
        return page;
    }

    private boolean isFull() {
        return page.size() == ObjectStore.PAGE_ENTRIES_MAX;
    }

    /** Adds what is below {@code directory}, whose keys start with {@code path}. */
    private void visit(Path directory, String path) throws IOException {
        for (String name : names(directory, path)) {
            if (isFull()) {
                return;
            }
            if (name.endsWith("/")) {
                visit(directory.resolve(name), path + name);
            } else {
                add(directory.resolve(name), path + name);
            }
        }
    }

    /** The entries that matter, in order; those of directories end with a slash. */
    private NavigableSet<String> names(Path directory, String path) throws IOException {
        NavigableSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (isKey(path, name)) {
                    boolean isDirectory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
                    String full = isDirectory ? name + "/" : name;
                    if (matters(path + full, isDirectory)) {
                        names.add(full);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return names; // deleted meanwhile
        }
        return names;
    }

    /**
     * At the root there are other files beside objects: those of the metadata store, hidden ones.
     */
    private static boolean isKey(String path, String name) {
        return !path.isEmpty() || !(name.startsWith(".") || name.startsWith("metadata.sqlite"));
    }

    private boolean matters(String path, boolean isDirectory) {
        if (!isDirectory) {
            return path.startsWith(prefix) && path.compareTo(after) > 0;
        }
        boolean onTheWay = path.startsWith(prefix) || prefix.startsWith(path);
        return onTheWay && (path.compareTo(after) > 0 || after.startsWith(path));
    }

    private void add(Path file, String name) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isRegularFile()) {
                page.add(new ObjectInfo(new ObjectKey(name), attributes.size()));
            }
        } catch (NoSuchFileException e) {
            return; // deleted meanwhile
        } catch (IllegalArgumentException e) {
            return; // no object of a vault has such a name
        }
    }
}
