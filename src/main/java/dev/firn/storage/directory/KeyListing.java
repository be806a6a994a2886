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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A listing, page by page. Keys come in the order of their characters, in which a slash counts like
 * any other: so a directory sorts as its name with a slash. Directories that the listing cannot
 * touch are not read. A directory that it does touch is read as a whole, however many entries it
 * has, but of their names only {@value #NAMES_MAX} are held, a few MB: one with more is read as
 * often as that goes into them. Used by one thread at a time.
 */
final class KeyListing {

    private static final int NAMES_MAX = 32 * ObjectStore.PAGE_ENTRIES_MAX;

    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]+");

    private final String prefix;

    /** The last key before the next page. */
    private String after;

    /** The directories on the way to the next key, the innermost first. */
    private final Deque<Level> levels = new ArrayDeque<>();

    KeyListing(Path root, String prefix, String after) throws IOException {
        this.prefix = prefix;
        this.after = after;
        levels.push(new Level(root, ""));
    }

    /** Whether the next page is the one of these keys. */
    boolean isBefore(String otherPrefix, String otherAfter) {
        return prefix.equals(otherPrefix) && after.equals(otherAfter);
    }

    /** The next page; empty if there are no further keys. */
    List<ObjectInfo> page() throws IOException {
        List<ObjectInfo> page = new ArrayList<>();
        while (page.size() < ObjectStore.PAGE_ENTRIES_MAX && !levels.isEmpty()) {
            Level level = levels.element();
            Optional<String> next = level.next();
            if (next.isEmpty()) {
                levels.pop();
            } else if (next.get().endsWith("/")) {
                levels.push(
                        new Level(level.directory.resolve(next.get()), level.path + next.get()));
            } else {
                object(level.directory.resolve(next.get()), level.path + next.get())
                        .ifPresent(page::add);
            }
        }
        if (!page.isEmpty()) {
            after = page.getLast().key().name();
        }
        return page;
    }

    /** What is left of a directory whose keys start with {@code path}. */
    private final class Level {

        private final Path directory;
        private final String path;
        private NavigableSet<String> names;
        private boolean hasMore;

        Level(Path directory, String path) throws IOException {
            this.directory = directory;
            this.path = path;
            read("");
        }

        private void read(String floor) throws IOException {
            names = names(directory, path, floor);
            hasMore = names.size() == NAMES_MAX;
        }

        Optional<String> next() throws IOException {
            String name = names.pollFirst();
            if (name != null && names.isEmpty() && hasMore) {
                read(name);
            }
            return Optional.ofNullable(name);
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

    private static Optional<ObjectInfo> object(Path file, String name) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    ? Optional.of(new ObjectInfo(new ObjectKey(name), attributes.size()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty(); // deleted meanwhile
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // too long for a key
        }
    }
}
