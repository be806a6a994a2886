package dev.firn.vault;

import dev.firn.crypto.Crypto;
import dev.firn.model.Chunk;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.Optional;

/**
 * Chunks that were fetched before they are read, in a directory of their own, as they are stored in
 * the vault: encrypted. A file with its final name had the right digest when it was written. They
 * are not synced: what a power failure damages shows when it is read, and is fetched once more. One
 * process at a time uses a directory.
 */
public final class FetchedChunks {

    private static final String UNFINISHED = ".new";

    private final Path directory;

    /**
     * @param directory made with the first chunk
     */
    public FetchedChunks(Path directory) {
        this.directory = directory;
    }

    /** Deletes what a process that died has left unfinished. */
    public void clean() throws IOException {
        deleteAll("*" + UNFINISHED);
    }

    /** Whether {@code chunk} is here. */
    public boolean has(SnapshotId snapshot, Chunk chunk) throws IOException {
        try {
            return Files.size(path(snapshot, chunk)) == chunk.storedBytes();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** What all chunks here have together. */
    public long bytes() throws IOException {
        long bytes = 0;
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    bytes += Files.size(file);
                }
            }
        }
        return bytes;
    }

    /** Opens {@code chunk}; empty if it is not here. The caller compares its digest. */
    Optional<InputStream> open(SnapshotId snapshot, Chunk chunk) throws IOException {
        return has(snapshot, chunk)
                ? Optional.of(Files.newInputStream(path(snapshot, chunk)))
                : Optional.empty();
    }

    /** Takes all of {@code in}. False if that is not what was stored; nothing is kept then. */
    boolean add(SnapshotId snapshot, Chunk chunk, InputStream in) throws IOException {
        OwnerOnly.makeDirectory(directory);
        Path target = path(snapshot, chunk);
        Path unfinished = target.resolveSibling(target.getFileName() + UNFINISHED);
        try {
            boolean isWhole = copy(in, unfinished).equals(chunk.stored());
            if (isWhole) {
                Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            }
            return isWhole;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static Sha256 copy(InputStream in, Path target) throws IOException {
        try (FileChannel file =
                        OwnerOnly.open(
                                target,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE);
                DigestOutputStream out =
                        new DigestOutputStream(Channels.newOutputStream(file), Crypto.sha256())) {
            in.transferTo(out);
            return Sha256.ofBytes(out.getMessageDigest().digest());
        }
    }

    /** Deletes {@code chunk}, which is not what it should be. */
    void drop(SnapshotId snapshot, Chunk chunk) throws IOException {
        Files.deleteIfExists(path(snapshot, chunk));
    }

    /** Deletes the chunks of a snapshot that was received, and the directory with the last one. */
    public void drop(SnapshotId snapshot) throws IOException {
        deleteAll(snapshot + "-*");
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            return; // there are chunks of others
        }
    }

    private void deleteAll(String names) throws IOException {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, names)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path path(SnapshotId snapshot, Chunk chunk) {
        return directory.resolve("%s-%016x-%s".formatted(snapshot, chunk.offset(), chunk.id()));
    }
}
