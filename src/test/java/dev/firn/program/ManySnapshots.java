package dev.firn.program;

import dev.firn.catalog.Catalog;
import dev.firn.catalog.Commit;
import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.kv.sqlite.SqliteKeyValueStore;
import dev.firn.model.Chunk;
import dev.firn.model.ChunkId;
import dev.firn.model.Layout;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.Sha256;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import dev.firn.storage.directory.DirectoryObjectStore;
import dev.firn.vault.VaultMarkers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes a vault with the records of 1,000 snapshots, and no chunks, in a new directory: for
 * measuring {@code firn list} (bench/README.md).
 */
final class ManySnapshots {

    private static final int SNAPSHOTS = 1000;
    private static final Layout LAYOUT = Layout.DEFAULT;

    private ManySnapshots() {}

    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        Recipients recipients = Recipients.of(Identity.generate().recipient());
        try (SqliteKeyValueStore records =
                        SqliteKeyValueStore.create(directory.resolve("metadata.sqlite"));
                DirectoryObjectStore objects = DirectoryObjectStore.open(directory)) {
            VaultMarkers.create(objects, recipients, Instant.now());
            Catalog catalog = new Catalog(records);
            VolumeId volume = new VolumeId(UUID.randomUUID());
            SequenceId sequence = new SequenceId(UUID.randomUUID());
            SnapshotId[] ids = new SnapshotId[SNAPSHOTS];
            for (int i = 0; i < SNAPSHOTS; i++) {
                ids[i] = new SnapshotId(UUID.randomUUID());
                Optional<SnapshotId> parent = i == 0 ? Optional.empty() : Optional.of(ids[i - 1]);
                Snapshot.Place place = new Snapshot.Place(volume, sequence, i);
                commit(catalog, ids[i], place, parent, recipients);
            }
        }
    }

    private static void commit(
            Catalog catalog,
            SnapshotId id,
            Snapshot.Place place,
            Optional<SnapshotId> parent,
            Recipients recipients)
            throws IOException {
        long bytes = LAYOUT.chunkBytes();
        Commit commit = catalog.newCommit(id);
        Sha256 digest = Sha256.of(id.toString().getBytes(StandardCharsets.UTF_8));
        commit.chunk(
                new Chunk(
                        new ChunkId(UUID.randomUUID()),
                        0,
                        bytes,
                        bytes,
                        digest,
                        digest,
                        Collections.nCopies(32, 2_000_000)));
        int pages = commit.endChunks();
        commit.finish(
                new Snapshot(
                        id,
                        place,
                        parent,
                        new Snapshot.Source(
                                Optional.empty(),
                                Optional.of(place.volume().uuid()),
                                place.position() + 10,
                                Instant.ofEpochSecond(1_700_000_000L + place.position() * 3600L),
                                "photos." + place.position()),
                        new Snapshot.StreamFacts(2, bytes, bytes, 1, pages, LAYOUT),
                        new Snapshot.Provenance(
                                Instant.ofEpochSecond(1_700_000_000L),
                                digest,
                                digest,
                                recipients.texts(),
                                new Snapshot.Versions("6.18.0", "6.2", "0.1"))),
                new SequenceHead(place.volume(), "photos", "nas", place.sequence(), List.of(), 1),
                1);
    }
}
