package dev.firn.tree;

import dev.firn.index.IndexReader;
import dev.firn.index.IndexRecord;
import dev.firn.model.Sha256;
import dev.firn.sendstream.SendCommand;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The trees of a volume's snapshots, in a directory of their own on the host, to be added to. It is
 * a cache: what is in it follows from indexes, and it may be deleted whenever nobody adds to it. A
 * tree that is there is whole; a crash leaves at most room that the next tree takes.
 *
 * <p>One process at a time may add; any number may look at what is there with {@link TreeView}
 * meanwhile. Used by one thread.
 */
public final class Trees implements Closeable {

    private static final String PAGES = "pages-";
    private static final String LOCK = "lock";

    private final Path directory;
    private final FileChannel lockFile;
    private final String pagesName;
    private final PageFile file;
    private final Map<UUID, TreeList.Entry> entries = new LinkedHashMap<>();

    /**
     * How much to use.
     *
     * @param memoryBytes for pages, about
     * @param diskBytes the most that the file of pages may have
     */
    public record Settings(long memoryBytes, long diskBytes) {

        /** 32 MiB of memory; as much disk as ten million files take, many times over. */
        public static final Settings DEFAULT = new Settings(32L << 20, 64L << 30);

        /** How many pages that is: in memory one takes about three times its bytes. */
        int pagesCached() {
            return (int) Math.min(memoryBytes / (3 * Page.BYTES), 1 << 20);
        }
    }

    private Trees(Path directory, FileChannel lockFile, Settings settings) throws IOException {
        this.directory = directory;
        this.lockFile = lockFile;
        Optional<TreeList> list = TreeList.read(directory);
        this.pagesName = list.map(TreeList::file).orElseGet(() -> PAGES + UUID.randomUUID());
        list.ifPresent(l -> l.entries().forEach(e -> entries.put(e.stream().uuid(), e)));
        dropOtherPages();
        this.file =
                new PageFile(
                        directory.resolve(pagesName),
                        list.map(TreeList::pages).orElse(0L),
                        settings.pagesCached(),
                        settings.diskBytes() / Page.BYTES);
    }

    /**
     * Opens the cache in {@code directory}, which is made if it is not there.
     *
     * @param busy is run before waiting for another process that adds to it
     */
    public static Trees open(Path directory, Settings settings, Runnable busy) throws IOException {
        FileChannel lockFile = lock(directory, busy);
        try {
            return new Trees(directory, lockFile, settings);
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    /**
     * Forgets all trees in {@code directory}. Those who look at one can go on.
     *
     * @param busy is run before waiting for another process that adds to it
     */
    public static void forget(Path directory, Runnable busy) throws IOException {
        try (var _ = lock(directory, busy)) {
            Files.deleteIfExists(directory.resolve(TreeList.NAME));
        }
    }

    /** A file that is locked until it is closed. */
    private static FileChannel lock(Path directory, Runnable busy) throws IOException {
        Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(ownerOnly));
        if (!Files.getPosixFilePermissions(directory).equals(ownerOnly)) {
            Files.setPosixFilePermissions(directory, ownerOnly);
        }
        FileChannel lockFile =
                FileChannel.open(
                        directory.resolve(LOCK),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        PageFile.OWNER_ONLY);
        try {
            FileLock lock = lockFile.tryLock();
            if (lock == null) {
                busy.run();
                lockFile.lock();
            }
            return lockFile;
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
    }

    /** Those of a list that could not be read. */
    private void dropOtherPages() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, PAGES + "*")) {
            for (Path pages : found) {
                if (!String.valueOf(pages.getFileName()).equals(pagesName)) {
                    Files.delete(pages);
                }
            }
        }
    }

    /**
     * The tree of the snapshot whose stream carries this uuid; empty if it was not added, or of
     * another origin.
     */
    public Optional<Tree> tree(UUID stream, Sha256 origin) {
        return TreeView.tree(file, entries, stream, origin);
    }

    /** The tree of the snapshot whose stream carries this uuid; empty if it was not added. */
    public Optional<Tree> tree(UUID stream) {
        TreeList.Entry entry = entries.get(stream);
        return entry == null
                ? Optional.empty()
                : Optional.of(new Tree(new Pages(file, entry.root())));
    }

    /**
     * Adds the tree of a snapshot: its parent's, changed as its index says. One that is there
     * already is put in its place; the trees that were built on that stay as they are.
     *
     * @param index is read to its end
     * @param origin digest of the manifest that the index belongs to
     * @throws dev.firn.index.DamagedIndexException if the index is none
     * @throws ReplayException if the tree of the parent, or of a snapshot that is cloned from, is
     *     not there, or if the index does not fit it
     * @throws DamagedTreeException if a tree that is there already cannot be read
     * @throws TreesFullException if there is no room for it
     */
    public Tree add(IndexReader index, Sha256 origin) throws IOException {
        try {
            StreamId stream = build(index, origin);
            return tree(stream.uuid()).orElseThrow();
        } catch (IOException | RuntimeException e) {
            file.rollBack();
            throw e;
        }
    }

    /**
     * Adds the tree of a snapshot whole, as {@link #writeState} wrote it.
     *
     * @param plain is read to its end; the caller closes it
     * @param expected the stream of that snapshot
     * @param origin digest of the manifest of that snapshot
     * @throws DamagedStateException if it is no state, or of another snapshot
     * @throws TreesFullException if there is no room for it
     */
    public Tree addState(InputStream plain, StreamId expected, Sha256 origin) throws IOException {
        try {
            Pages pages = Pages.empty(file);
            StreamId stream = new StateReader(plain, pages).read();
            if (!stream.equals(expected)) {
                throw new DamagedStateException(0, "it is of another snapshot", null);
            }
            commit(new TreeList.Entry(stream, origin, pages.root()));
            return tree(stream.uuid()).orElseThrow();
        } catch (IOException | RuntimeException e) {
            file.rollBack();
            throw e;
        }
    }

    /**
     * Writes all of {@code tree}, so that it can be had without those it was built on.
     *
     * @param stream of the tree's snapshot
     * @param target stays open
     */
    public static void writeState(Tree tree, StreamId stream, OutputStream target)
            throws IOException {
        StateWriter.write(tree, stream, target);
    }

    private StreamId build(IndexReader index, Sha256 origin) throws IOException {
        Optional<IndexRecord> first = index.next();
        if (first.isEmpty() || !(first.get() instanceof IndexRecord.Command(var command))) {
            throw new IllegalStateException("the index was read before");
        }
        StreamId stream;
        Pages pages;
        Replay replay;
        switch (command) {
            case SendCommand.Subvol(_, var uuid, var generation) -> {
                stream = new StreamId(uuid, generation);
                pages = Pages.empty(file);
                replay = new Replay(pages, new Sources(pages, stream, this::tree));
                replay.createRoot();
            }
            case SendCommand.Snapshot(_, var uuid, var generation, var parent, _) -> {
                stream = new StreamId(uuid, generation);
                pages = new Pages(file, root(parent));
                replay = new Replay(pages, new Sources(pages, stream, this::tree));
            }
            default -> throw new IllegalStateException("the index was read before");
        }
        for (Optional<IndexRecord> next = index.next(); next.isPresent(); next = index.next()) {
            replay.apply(next.get());
        }
        replay.finish();
        commit(new TreeList.Entry(stream, origin, pages.root()));
        return stream;
    }

    /**
     * By its uuid alone: an increment names the generation that its parent had on the host that
     * sent it, and where that was a restored copy, it is not the one that the parent's own stream
     * has.
     */
    private long root(UUID parent) throws ReplayException {
        TreeList.Entry entry = entries.get(parent);
        if (entry == null) {
            throw new ReplayException("there is no tree of the parent " + parent);
        }
        return entry.root();
    }

    private void commit(TreeList.Entry added) throws IOException {
        long pages = file.flush();
        List<TreeList.Entry> all = new ArrayList<>(entries.values());
        all.removeIf(entry -> entry.stream().uuid().equals(added.stream().uuid()));
        all.add(added);
        new TreeList(pagesName, pages, all).write(directory);
        file.commit();
        entries.put(added.stream().uuid(), added);
    }

    @Override
    public void close() throws IOException {
        try (lockFile) {
            file.close();
        }
    }
}
