package dev.firn.storage.directory;

import dev.firn.storage.Content;
import dev.firn.storage.CorruptContentException;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.ObjectExistsException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An {@link ObjectStore} in a directory. Files are for their owner only. The file system must have
 * hard links.
 */
public final class DirectoryObjectStore implements ObjectStore {

    private final Path root;
    private final TemporaryFiles temporary;

    private DirectoryObjectStore(Path root) {
        this.root = root;
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

    private Path path(ObjectKey key) {
        return root.resolve(key.name());
    }

    @Override
    public void put(ObjectKey key, Content content) throws IOException {
        try {
            Path target = path(key);
            Path file = temporary.create();
            try {
                write(key, content, file);
                publish(key, file, target);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw DirectoryFailure.of("store", key, root, e);
        }
    }

    private static void write(ObjectKey key, Content content, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            CheckedChannel checked = new CheckedChannel(channel);
            content.writeTo(checked);
            if (checked.length() != content.length()
                    || !checked.sha256().equals(content.sha256())) {
                throw new CorruptContentException(key);
            }
            channel.force(true);
        }
    }

    private void publish(ObjectKey key, Path file, Path target) throws IOException {
        makeDirectories(parentOf(target));
        try {
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException e) {
            throw new ObjectExistsException(key);
        } catch (UnsupportedOperationException e) {
            throw DirectoryFailure.noLinks(root, e);
        }
        DirectorySync.sync(parentOf(target));
    }

    /** Makes what is missing between the root and {@code directory}; never the root itself. */
    private void makeDirectories(Path directory) throws IOException {
        if (directory.equals(root) || Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path parent = parentOf(directory);
        makeDirectories(parent);
        try {
            Files.createDirectory(directory, TemporaryFiles.DIRECTORY_MODE);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            // Another writer made it; it is made durable here all the same.
        }
        DirectorySync.sync(parent);
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
        FileChannel channel;
        try {
            channel =
                    FileChannel.open(
                            path(key), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            throw new NoSuchObjectException(key);
        } catch (IOException e) {
            throw DirectoryFailure.of("read", key, root, e);
        }
        long size = channel.size();
        if (offset < 0 || length < 0 || offset > size - length) {
            channel.close();
            throw new IOException(
                    "object '%s' has %d bytes, not %d from %d"
                            .formatted(key, size, length, offset));
        }
        return new FileRangeInputStream(channel, offset, length);
    }

    @Override
    public Optional<ObjectInfo> info(ObjectKey key) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            path(key), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    ? Optional.of(new ObjectInfo(key, attributes.size()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw DirectoryFailure.of("look at", key, root, e);
        }
    }

    @Override
    public List<ObjectInfo> list(String prefix, Optional<ObjectKey> after) throws IOException {
        if (!Files.isDirectory(root)) {
            throw DirectoryFailure.gone(root);
        }
        return new KeyListing(root, prefix, after.map(ObjectKey::name).orElse("")).page();
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        Set<Path> changed = new HashSet<>();
        for (ObjectKey key : keys) {
            try {
                if (Files.deleteIfExists(path(key))) {
                    changed.add(parentOf(path(key)));
                }
            } catch (IOException e) {
                throw DirectoryFailure.of("delete", key, root, e);
            }
        }
        for (Path directory : changed) {
            DirectorySync.sync(directory);
        }
    }

    @Override
    public void close() {}
}
