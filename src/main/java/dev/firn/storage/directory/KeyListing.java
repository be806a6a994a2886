package dev.firn.storage.directory;

import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
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
import java.util.regex.Pattern;

/**
 * One page of a listing. Keys come in the order of their characters, in which a slash counts like
 * any other: so a directory sorts as its name with a slash. Directories that the page cannot touch
 * are not read. A directory that it does touch is read as a whole, however many entries it has, but
 * of their names only {@value #NAMES_MAX} are held.
 */
final class KeyListing {

    /** No page needs more of one directory, unless some of them turn out to have no objects. */
    private static final int NAMES_MAX = ObjectStore.PAGE_ENTRIES_MAX;

    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]+");

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
        NavigableSet<String> names = names(directory, path, "");
        while (!names.isEmpty()) {
            for (String name : names) {
                if (isFull()) {
                    return;
                }
                if (name.endsWith("/")) {
                    visit(directory.resolve(name), path + name);
                } else {
                    add(directory.resolve(name), path + name);
                }
            }
            if (names.size() < NAMES_MAX || isFull()) {
                return;
            }
            names = names(directory, path, names.last());
        }
    }

    /**
     * The first {@value #NAMES_MAX} entries after {@code floor} that matter, in order; those of
     * directories end with a slash.
     */
    private NavigableSet<String> names(Path directory, String path, String floor)
            throws IOException {
        NavigableSet<String> names = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                boolean isLate = names.size() == NAMES_MAX && name.compareTo(names.last()) > 0;
                if (isLate || !mayMatter(path, name)) {
                    continue; // without a system call: there may be very many
                }
                boolean isDirectory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
                String full = isDirectory ? name + "/" : name;
                if (full.compareTo(floor) > 0 && matters(path + full, isDirectory)) {
                    names.add(full);
                }
                if (names.size() > NAMES_MAX) {
                    names.pollLast();
                }
            }
        } catch (NoSuchFileException e) {
            return names; // deleted meanwhile
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** Whether an entry can be an object of the page, or have some, be it a file or a directory. */
    private boolean mayMatter(String path, String name) {
        String full = path + name;
        return (matters(full, false) || matters(full + "/", true))
                && SEGMENT.matcher(name).matches()
                && !ObjectPaths.isReserved(full);
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
            return; // too long for a key
        }
    }
}
