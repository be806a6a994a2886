package dev.firn.files;

import dev.firn.posix.Directory;
import dev.firn.posix.ErrnoException;
import dev.firn.posix.FileName;
import dev.firn.posix.FileStatus;
import dev.firn.posix.Node;
import dev.firn.report.Progress;
import dev.firn.sendstream.StreamPath;
import dev.firn.tree.Inode;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes files below a destination, in the order in which their content comes. A file has a
 * temporary name until all of it is durable; then it gets its own, which is never taken from
 * another file unless that was asked for.
 */
final class FileWriter implements ContentSink, AutoCloseable {

    private static final int OPEN_MAX = 64;

    /** A sync costs as much for many files as for one. */
    private static final int UNSETTLED_FILES_MAX = 512;

    private static final long UNSETTLED_BYTES_MAX = 256L << 20;
    private static final byte[] DAMAGED = ".firn-damaged".getBytes(StandardCharsets.US_ASCII);

    private final Tree tree;
    private final Selection selection;
    private final Directories directories;
    private final Extraction.Settings settings;
    private final AttributeSetter attributes;
    private final Outcome outcome;
    private final Progress progress;
    private final LostRanges lost = new LostRanges();

    /** Files that were begun; those that are not open are opened again. */
    private final Map<Long, Selection.Place> begun = new HashMap<>();

    /** Files that the file system cannot have, until all of their pieces have passed. */
    private final Set<Long> refused = new HashSet<>();

    private final LinkedHashMap<Long, Node> open =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Node> eldest) {
                    if (size() > OPEN_MAX) {
                        eldest.getValue().close();
                        return true;
                    }
                    return false;
                }
            };
    private final List<Settling> unsettled = new ArrayList<>();
    private long unsettledBytes;

    /** A file that is whole and has to be made durable. */
    private record Settling(long node, Selection.Place place, FileName name) {}

    /** Files with several names of which the first belongs to something else. */
    private final Set<Long> displaced = new HashSet<>();

    FileWriter(
            Tree tree,
            Selection selection,
            Directories directories,
            Extraction.Settings settings,
            Outcome outcome,
            Progress progress) {
        this.tree = tree;
        this.selection = selection;
        this.directories = directories;
        this.settings = settings;
        this.attributes = new AttributeSetter(tree, settings.special(), outcome);
        this.outcome = outcome;
        this.progress = progress;
    }

    AttributeSetter attributes() {
        return attributes;
    }

    /** The name of a node until it is whole: the same whenever this snapshot is restored. */
    FileName temporaryName(long node) {
        String name = temporaryStart() + Long.toHexString(node);
        return new FileName(name.getBytes(StandardCharsets.US_ASCII));
    }

    private String temporaryStart() {
        return ".firn-partial-" + settings.mark() + "-";
    }

    /** Whether a node that is under way could have this name. */
    boolean isTemporary(byte[] name) {
        return new String(name, StandardCharsets.ISO_8859_1).startsWith(temporaryStart());
    }

    @Override
    public void data(long node, long fileOffset, long before, ByteBuffer bytes) throws IOException {
        Optional<Node> file = begin(node);
        if (file.isPresent()) {
            file.get().write(fileOffset, bytes);
            unsettledBytes += bytes.remaining();
            outcome.addBytes(bytes.remaining());
        }
        progress.advance(bytes.remaining());
    }

    @Override
    public void lost(long node, long fileOffset, long length, String reason) throws IOException {
        if (settings.strict()) {
            throw new LostContentException(
                    selection.first(node).orElseThrow().path(), fileOffset, length, reason);
        }
        lost.add(node, fileOffset, length, reason);
        progress.advance(length);
    }

    /** The file, open; empty if its directory is not to be had. */
    private Optional<Node> begin(long node) throws IOException {
        Node file = open.get(node);
        if (file != null) {
            return Optional.of(file);
        }
        if (refused.contains(node)) {
            return Optional.empty();
        }
        Selection.Place place = begun.get(node);
        boolean isNew = place == null;
        if (place == null) {
            place = selection.first(node).orElseThrow();
        }
        Optional<Directory> directory = directories.find(place.directory());
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        FileName name = temporaryName(node);
        file = isNew ? create(directory.get(), name) : reopen(directory.get(), name);
        open.put(node, file);
        if (isNew && !setSize(file, tree.inode(node).size())) {
            refuse(directory.get(), node, file, place);
            return Optional.empty();
        }
        begun.put(node, place);
        return Optional.of(file);
    }

    /** False if it cannot have that. */
    private static boolean setSize(Node file, long size) throws IOException {
        try {
            file.truncate(size);
            return true;
        } catch (ErrnoException e) {
            if (!e.isTooLarge() && !e.isRefusal()) {
                throw e;
            }
            return false;
        }
    }

    private void refuse(Directory directory, long node, Node file, Selection.Place place)
            throws IOException {
        refused.add(node);
        open.remove(node);
        file.close();
        directory.unlink(temporaryName(node));
        outcome.addUnkept(Unkept.LARGE_FILE, place.path());
    }

    private static Node create(Directory directory, FileName name) throws IOException {
        try {
            return directory.createFile(name);
        } catch (ErrnoException e) {
            if (!e.exists()) {
                throw e;
            }
            directory.unlink(name); // of an interrupted restore
            return directory.createFile(name);
        }
    }

    /** Somebody else may have put another file there. */
    private static Node reopen(Directory directory, FileName name) throws IOException {
        Node file = directory.openFile(name);
        FileStatus status = file.status();
        boolean isOurs =
                status.isFile()
                        && status.links() == 1
                        && status.owner() == Directory.effectiveUser();
        if (!isOurs) {
            file.close();
            throw new IOException(
                    "somebody else put another file in the place of '%s'".formatted(name));
        }
        return file;
    }

    @Override
    public void finished(long node) throws IOException {
        Optional<Node> file = begin(node);
        Optional<LostRanges.Lost> missing = lost.take(node);
        Selection.Place place = begun.remove(node);
        if (refused.remove(node)) {
            return; // and told of
        }
        if (file.isEmpty() || place == null) {
            outcome.addConflict();
            return; // of the directory was told
        }
        Inode inode = tree.inode(node);
        attributes.set(file.get(), node, inode, place.path());
        open.remove(node);
        file.get().close();
        FileName name = new FileName(place.name().bytes());
        if (missing.isPresent()) {
            name = damagedName(place.name().bytes());
            tellOf(missing.get(), place, name);
        } else {
            outcome.addFile();
        }
        unsettled.add(new Settling(node, place, name));
        if (unsettled.size() >= UNSETTLED_FILES_MAX || unsettledBytes >= UNSETTLED_BYTES_MAX) {
            settle();
        }
    }

    private static FileName damagedName(byte[] name) {
        int length = Math.min(name.length, FileName.BYTES_MAX - DAMAGED.length);
        byte[] bytes = Arrays.copyOf(name, length + DAMAGED.length);
        System.arraycopy(DAMAGED, 0, bytes, length, DAMAGED.length);
        return new FileName(bytes);
    }

    /** What a file is called that is not whole. */
    static StreamPath damagedPath(StreamPath path) {
        Selection.Place place = Selection.Place.of(path);
        FileName name = damagedName(place.name().bytes());
        return Paths.in(place.directory(), StreamPath.of(name.bytes()));
    }

    private void tellOf(LostRanges.Lost missing, Selection.Place place, FileName name) {
        outcome.addDamaged(new Outcome.Damaged(place.path(), missing.ranges(), missing.reason()));
        progress.warn(
                "'%s' is damaged, and what is left of it is in '%s': %s are missing: %s"
                        .formatted(place.path(), name, missing.text(), missing.reason()));
    }

    /** Makes what was written durable, and gives it its names. */
    void settle() throws IOException {
        if (unsettled.isEmpty()) {
            return;
        }
        directories.root().sync();
        for (Settling file : unsettled) {
            place(file);
        }
        unsettled.clear();
        unsettledBytes = 0;
    }

    private void place(Settling file) throws IOException {
        Optional<Directory> directory = directories.find(file.place().directory());
        if (directory.isEmpty()) {
            outcome.addConflict();
            return;
        }
        boolean isGiven =
                give(directory.get(), temporaryName(file.node()), file.name(), file.place().path());
        if (!isGiven) {
            displaced(file.node());
        }
    }

    /** Where it was to be is something else, which its other names must not be linked to. */
    void displaced(long node) throws IOException {
        if (tree.inode(node).links() > 1) {
            displaced.add(node);
        }
    }

    boolean isDisplaced(long node) {
        return displaced.contains(node);
    }

    /** Gives what is whole its name; false, and told of, if something else has it. */
    boolean give(Directory directory, FileName temporary, FileName name, StreamPath path)
            throws IOException {
        try {
            if (settings.existing() == Extraction.Existing.OVERWRITE) {
                directory.replace(temporary, name);
            } else {
                directory.rename(temporary, name);
            }
            return true;
        } catch (ErrnoException e) {
            if (!e.exists() && !e.isElsewhere() && !e.isDirectory()) {
                throw e;
            }
            directory.unlink(temporary);
            tellOfConflict(path);
            return false;
        }
    }

    void tellOfConflict(StreamPath path) {
        outcome.addConflict();
        progress.warn("'%s' is left as it is: something else is there".formatted(path));
    }

    @Override
    public void close() {
        open.values().forEach(Node::close);
        open.clear();
    }
}
