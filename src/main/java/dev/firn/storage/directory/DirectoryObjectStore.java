package dev.firn.storage.directory;

import dev.firn.storage.Content;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.ObjectExistsException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.OutcomeUnknownException;
import dev.firn.storage.StorageClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ObjectStore} in a directory. Files are for their owner only. The file system must have
 * hard links.
 */
public final class DirectoryObjectStore implements ObjectStore {

    private final Path root;
    private final ObjectPaths paths;
    private final TemporaryFiles temporary;

    /** Directories whose own entry this store has made durable, or seen to be. */
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    /** How many objects this store has stored. */
    private final AtomicLong puts = new AtomicLong();

    /** Where the last page of a listing ended, so that the next need not begin anew. */
    private final AtomicReference<@Nullable Cursor> cursor = new AtomicReference<>();

    /** A listing that has all objects that this store had stored after {@code puts} of them. */
    private record Cursor(KeyListing listing, long puts) {}

    private DirectoryObjectStore(Path root) throws IOException {
        this.root = root;
        this.paths = new ObjectPaths(root);
        this.temporary = new TemporaryFiles(root);
    }

    /**
     * Opens the store below {@code root}.
     *
     * @throws dev.firn.report.UserException of kind STORE_UNAVAILABLE if that is not a directory
     */
    public static DirectoryObjectStore open(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw DirectoryFailure.gone(root);
        }
        DirectoryObjectStore store = new DirectoryObjectStore(root);
        store.temporary.removeOld();
        return store;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the key starts with a dot or with {@code
     *     metadata.sqlite}: those names belong to other files beside the objects
     */
    @Override
    public void put(ObjectKey key, Content content, StorageClass storageClass) throws IOException {
        storageClass.requireStandard();
        if (ObjectPaths.isReserved(key.name())) {
            throw new IllegalArgumentException(
                    "'%s' cannot be an object in a directory: its name is reserved".formatted(key));
        }
        try {
            paths.requireRoot();
            Path file = temporary.create();
            try {
                write(key, content, file);
                publish(key, file);
            } finally {
                TemporaryFiles.discard(file);
            }
        } catch (IOException e) {
            throw DirectoryFailure.of("store", key, root, e);
        }
    }

    private static void write(ObjectKey key, Content content, Path file) throws IOException {
        try (NewFile opened = NewFile.open(file, content.length())) {
            CheckedChannel checked = new CheckedChannel(key, content, opened);
            content.writeTo(checked);
            checked.requireComplete();
            opened.finish();
        }
    }

    private void publish(ObjectKey key, Path file) throws IOException {
        Path target = paths.of(key);
        Path directory = parentOf(target);
        paths.requireRoot(); // writing may have taken long
        makeDirectories(directory);
        link(key, file, target);
        puts.incrementAndGet();
        try {
            DirectorySync.sync(directory);
        } catch (IOException e) {
            // It is there now; whether it will be after a power cut, nobody knows.
            throw new OutcomeUnknownException(key, e);
        }
    }

    private void link(ObjectKey key, Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException e) {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileSystemException(
                        target.toString(), null, "something else than a file has that name");
            }
            // Whoever made it may not have lived to make it durable, and it passes for stored.
            DirectorySync.sync(parentOf(target));
            throw new ObjectExistsException(key);
        } catch (UnsupportedOperationException e) {
            throw DirectoryFailure.noLinks(root, e);
        } catch (FileSystemException e) {
            if (DirectoryFailure.meansNoLinks(e)) {
                throw DirectoryFailure.noLinks(root, e);
            }
            throw e;
        }
    }

    /**
     * Makes what is missing between the root and {@code directory}, never the root itself. A
     * directory that is there already may have been made by a writer that did not live to make it
     * durable, so that is done here all the same, once.
     */
    private void makeDirectories(Path directory) throws IOException {
        if (directory.equals(root) || durable.contains(directory)) {
            return;
        }
        Path parent = parentOf(directory);
        makeDirectories(parent);
        try {
            Files.createDirectory(directory, TemporaryFiles.DIRECTORY_MODE);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new NotDirectoryException(directory.toString());
            }
        }
        DirectorySync.sync(parent);
        durable.add(directory);
    }

    private static Path parentOf(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("'%s' has no parent".formatted(path));
        }
        return parent;
    }

    @Override
    public InputStream open(ObjectKey key, long offset, long length) throws IOException {
        long size = info(key).orElseThrow(() -> new NoSuchObjectException(key)).bytes();
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new IOException(
                    "object '%s' has %d bytes, not %d from %d"
                            .formatted(key, size, length, offset));
        }
        try {
            FileChannel channel =
                    FileChannel.open(
                            paths.of(key),
                            Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            return new FileRangeInputStream(
                    channel, offset, length, e -> DirectoryFailure.of("read", key, root, e));
        } catch (NoSuchFileException e) {
            paths.requireRoot();
            throw new NoSuchObjectException(key); // deleted meanwhile
        } catch (IOException e) {
            throw DirectoryFailure.of("read", key, root, e);
        }
    }

    @Override
    public Optional<ObjectInfo> info(ObjectKey key) throws IOException {
        try {
            return paths.attributes(key).map(attributes -> new ObjectInfo(key, attributes.size()));
        } catch (IOException e) {
            throw DirectoryFailure.of("look at", key, root, e);
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix, Optional<ObjectKey> after) throws IOException {
        String floor = after.map(ObjectKey::name).orElse("");
        try {
            long now = puts.get();
            Cursor at = cursor.getAndSet(null);
            if (at == null || at.puts() != now || !at.listing().isBefore(prefix, floor)) {
                at = new Cursor(new KeyListing(root, prefix, floor), now);
            }
            List<ObjectInfo> page = at.listing().page();
            paths.requireRoot();
            cursor.set(at);
            return page;
        } catch (IOException e) {
            throw DirectoryFailure.of("cannot list '%s': ".formatted(root), root, e);
        }
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        Set<Path> changed = new HashSet<>();
        for (ObjectKey key : keys) {
            try {
                if (paths.attributes(key).isPresent() && Files.deleteIfExists(paths.of(key))) {
                    changed.add(parentOf(paths.of(key)));
                }
            } catch (IOException e) {
                throw DirectoryFailure.of("delete", key, root, e);
            }
        }
        try {
            for (Path directory : changed) {
                DirectorySync.sync(directory);
            }
        } catch (IOException e) {
            throw DirectoryFailure.of("cannot delete objects in '%s': ".formatted(root), root, e);
        }
    }

    @Override
    public void close() {}
}
