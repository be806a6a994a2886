package dev.firn.tree;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Pages in a file, the ones used last in memory. New ones are put after all that belong to a
 * snapshot, and are written when memory is short or on {@link #flush}. Used by one thread.
 */
final class PageFile implements Closeable {

    /** More than any way from the root to a leaf, twice: those being changed are never dropped. */
    static final int CACHED_MIN = 64;

    /** Pages have the names of all files in them, and whoever may be here may not see them all. */
    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final FileChannel file;
    private final int cachedMax;
    private final long pagesMax;
    private final LinkedHashMap<Long, Page> cache = new LinkedHashMap<>(16, 0.75f, true);
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Page.BYTES);
    private long committed;
    private long next;

    /**
     * @param committed how many pages belong to snapshots: these are never written to
     * @param cachedMax how many pages to keep in memory, at least {@link #CACHED_MIN}
     * @param pagesMax the most that the file may have
     */
    PageFile(Path path, long committed, int cachedMax, long pagesMax) throws IOException {
        this(
                path,
                FileChannel.open(
                        path,
                        Set.of(
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE),
                        OWNER_ONLY),
                committed,
                cachedMax,
                pagesMax);
    }

    /**
     * Opens the pages of a file that are committed, to read only: whoever writes to it meanwhile
     * leaves them as they are, and if the file is deleted it is there for as long as it is open.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     */
    static PageFile toRead(Path path, long committed, int cachedMax) throws IOException {
        return new PageFile(
                path,
                FileChannel.open(path, StandardOpenOption.READ),
                committed,
                cachedMax,
                committed);
    }

    private PageFile(Path path, FileChannel file, long committed, int cachedMax, long pagesMax) {
        this.path = path;
        this.file = file;
        this.committed = committed;
        this.next = committed;
        this.cachedMax = Math.max(cachedMax, CACHED_MIN);
        this.pagesMax = pagesMax;
    }

    /** Whether pages of the same number are the same: files have names that do not come again. */
    boolean isSameAs(PageFile other) {
        return path.equals(other.path);
    }

    Page get(long number) throws IOException {
        Page cached = cache.get(number);
        if (cached != null) {
            return cached;
        }
        if (number < 0 || number >= next) {
            throw new DamagedTreeException("there is no page " + number);
        }
        buffer.clear();
        while (buffer.hasRemaining()) {
            long at = number * Page.BYTES + buffer.position();
            if (file.read(buffer, at) < 0) {
                throw new DamagedTreeException("page %d is cut off".formatted(number));
            }
        }
        Page page = Page.decode(number, buffer);
        keep(page);
        return page;
    }

    /** The page, if it may be changed; else a copy that may. */
    Page writable(Page page) throws IOException {
        if (page.number >= committed) {
            return page;
        }
        Page copy = page.copy(allocate());
        keep(copy);
        return copy;
    }

    Page create(boolean isLeaf) throws IOException {
        Page page = new Page(allocate(), isLeaf);
        keep(page);
        return page;
    }

    private long allocate() throws IOException {
        if (next >= pagesMax) {
            throw new TreesFullException(pagesMax * Page.BYTES);
        }
        return next++;
    }

    private void keep(Page page) throws IOException {
        cache.put(page.number, page);
        if (cache.size() > cachedMax) {
            Iterator<Map.Entry<Long, Page>> oldest = cache.entrySet().iterator();
            Page dropped = oldest.next().getValue();
            write(dropped);
            oldest.remove();
        }
    }

    private void write(Page page) throws IOException {
        if (!page.isChanged()) {
            return;
        }
        page.encode(buffer);
        while (buffer.hasRemaining()) {
            file.write(buffer, page.number * Page.BYTES + buffer.position());
        }
        page.written();
    }

    /**
     * Makes all new pages durable.
     *
     * @return how many there are, to be committed once their root is known
     */
    long flush() throws IOException {
        for (Page page : cache.values()) {
            write(page);
        }
        file.force(false);
        return next;
    }

    /** All pages belong to snapshots now. */
    void commit() {
        committed = next;
    }

    /** Forgets all new pages. */
    void rollBack() {
        cache.keySet().removeIf(number -> number >= committed);
        next = committed;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
