package dev.firn.vault;

import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the host keeps of its backups into one vault, a directory per volume:
 *
 * <pre>
 * SNAPSHOT.journal         its chunks that are stored
 * SNAPSHOT.manifest        its manifest, once all of them are; SNAPSHOT.manifest-0001 and so on
 * common                   the newest snapshot that host and vault both have
 * </pre>
 *
 * The directories of all vaults are side by side, so that what one of them needs is not deleted for
 * another. Everything here may be lost: that costs storing again, never a snapshot.
 */
final class HostState {

    private static final Pattern INTERRUPTED =
            Pattern.compile("(?<id>[0-9a-f-]{36})\\.(journal|manifest)");

    private final Path directory;

    /**
     * @param directory of this vault
     */
    HostState(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    Path journal(VolumeId volume, SnapshotId id) {
        return of(volume).resolve(id + ".journal");
    }

    private Path manifestPath(VolumeId volume, SnapshotId id) {
        return of(volume).resolve(id + ".manifest");
    }

    private Path pagePath(VolumeId volume, SnapshotId id, int page) {
        return of(volume).resolve("%s.manifest-%04d".formatted(id, page));
    }

    /** Makes the directories of this vault and of a volume, for their owner only. */
    void prepare(VolumeId volume) throws IOException {
        OwnerOnly.makeDirectory(directory);
        OwnerOnly.makeDirectory(of(volume));
    }

    private Path of(VolumeId volume) {
        return directory.resolve(volume.toString());
    }

    boolean wasInterrupted(VolumeId volume, SnapshotId id) {
        return Files.exists(journal(volume, id)) || Files.exists(manifestPath(volume, id));
    }

    /** Keeps a manifest. Its pages come first: with the manifest, all of it is there. */
    void keepManifest(VolumeId volume, SnapshotId id, byte[] manifest) throws IOException {
        Durable.write(manifestPath(volume, id), manifest);
    }

    void keepPage(VolumeId volume, SnapshotId id, int page, byte[] json) throws IOException {
        Durable.write(pagePath(volume, id, page), json);
    }

    Optional<byte[]> manifest(VolumeId volume, SnapshotId id) throws IOException {
        return read(manifestPath(volume, id));
    }

    /** When the manifest was kept; now if there is none. */
    Instant manifestTime(VolumeId volume, SnapshotId id) throws IOException {
        try {
            return Files.getLastModifiedTime(manifestPath(volume, id)).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.now();
        }
    }

    Optional<byte[]> page(VolumeId volume, SnapshotId id, int page) throws IOException {
        return read(pagePath(volume, id, page));
    }

    private static Optional<byte[]> read(Path path) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Forgets that a commit was interrupted, and keeps the journal. */
    void dropManifest(VolumeId volume, SnapshotId id) throws IOException {
        Files.deleteIfExists(manifestPath(volume, id));
        for (int page = 1; Files.deleteIfExists(pagePath(volume, id, page)); page++) {
            // until there is no further one
        }
    }

    /** Forgets a backup that is part of the vault by now. */
    void forget(VolumeId volume, SnapshotId id) throws IOException {
        Files.deleteIfExists(journal(volume, id));
        dropManifest(volume, id);
    }

    /** Notes the newest snapshot that host and vault both have. */
    void keepCommon(VolumeId volume, SnapshotId id) throws IOException {
        Path path = of(volume).resolve("common");
        byte[] line = (id + "\n").getBytes(StandardCharsets.UTF_8);
        if (read(path).filter(found -> Arrays.equals(found, line)).isEmpty()) {
            prepare(volume);
            Durable.write(path, line);
        }
    }

    /**
     * The snapshots of a volume that some vault needs on this host: the newest it has in common
     * with it, and those whose backup was interrupted.
     */
    Set<SnapshotId> needed(VolumeId volume) throws IOException {
        Set<SnapshotId> needed = new HashSet<>();
        Path all = directory.getParent();
        if (all == null || !Files.isDirectory(all)) {
            return needed;
        }
        try (DirectoryStream<Path> vaults = Files.newDirectoryStream(all)) {
            for (Path vault : vaults) {
                addNeeded(vault.resolve(volume.toString()), needed);
            }
        }
        return needed;
    }

    private static void addNeeded(Path ofVolume, Set<SnapshotId> needed) throws IOException {
        if (!Files.isDirectory(ofVolume)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ofVolume)) {
            for (Path file : files) {
                Matcher name = INTERRUPTED.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    needed.add(SnapshotId.parse(name.group("id")));
                }
            }
        }
        Path common = ofVolume.resolve("common");
        Optional<byte[]> line = read(common);
        if (line.isPresent()) {
            needed.add(parse(common, new String(line.get(), StandardCharsets.UTF_8).strip()));
        }
    }

    private static SnapshotId parse(Path path, String uuid) throws IOException {
        try {
            return SnapshotId.parse(uuid);
        } catch (IllegalArgumentException e) {
            throw new IOException("'%s' is not the uuid of a snapshot".formatted(path), e);
        }
    }
}
