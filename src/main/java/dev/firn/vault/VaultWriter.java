package dev.firn.vault;

import dev.firn.catalog.Catalog;
import dev.firn.format.v1.Manifest;
import dev.firn.keys.HostKey;
import dev.firn.keys.Recipients;
import dev.firn.model.Layout;
import dev.firn.model.Sha256;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.model.VolumeId;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * Stores snapshots in a vault. Needs recipients and the host's signing key, and no identity. See
 * the package comment for the order of writes.
 */
public final class VaultWriter {

    private final ObjectStore store;
    private final SmallObjects objects;
    private final VaultId vault;
    private final Settings settings;
    private final RecordWriter records;

    /**
     * How to store.
     *
     * @param state where journals are kept, a directory of this vault's own on the host
     * @param memoryBytes limit on the direct memory for stored chunks
     * @param uploads how many chunks are stored at a time
     */
    public record Settings(
            Recipients recipients,
            HostKey hostKey,
            Layout layout,
            StreamWriter.Compression compression,
            Path state,
            long memoryBytes,
            int uploads,
            Clock clock) {}

    public VaultWriter(ObjectStore store, VaultId vault, Catalog catalog, Settings settings) {
        this.store = store;
        this.objects = new SmallObjects(store);
        this.vault = vault;
        this.settings = settings;
        this.records = new RecordWriter(catalog, manifests());
    }

    private Manifests manifests() {
        // Only what this host signed itself may be committed by it.
        return new Manifests(
                store, vault, new HostTrust(Set.of(settings.hostKey().verifyKey().fingerprint())));
    }

    /** Whether an earlier backup of the snapshot was interrupted on this host. */
    public boolean wasInterrupted(VolumeId volume, SnapshotId id) {
        return Files.exists(journalPath(volume, id)) || Files.exists(manifestPath(volume, id));
    }

    /**
     * Finishes a commit that was interrupted after all chunks were stored. Empty if there is none;
     * then the stream has to be sent again.
     */
    public Optional<Snapshot> finishInterrupted(VolumeId volume, SnapshotId id) throws IOException {
        if (Files.exists(manifestPath(volume, id))) {
            byte[] manifest = Files.readAllBytes(manifestPath(volume, id));
            putManifest(volume, id, manifest);
        }
        Optional<Manifests.Signed> signed = manifests().read(volume, id);
        if (signed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(commitRecords(signed.get()));
    }

    /** Opens the journal of an attempt to store {@code snapshot}. */
    public Journal openJournal(NewSnapshot snapshot) throws IOException {
        return Journal.open(
                journalPath(snapshot.volume().id(), snapshot.id()),
                new Journal.Attempt(
                        snapshot.id(),
                        snapshot.parent().map(Snapshot::id),
                        settings.layout(),
                        settings.recipients().texts()));
    }

    /** Begins to store a stream. */
    public StreamWriter newStream(NewSnapshot snapshot, Journal journal) {
        StoredBytesFactory memory =
                new StoredBytesFactory(
                        settings.memoryBytes(),
                        settings.layout().chunkBytes(),
                        settings.state().resolve("spool"));
        return new StreamWriter(
                settings.layout(),
                settings.compression(),
                new ChunkAssembler(
                        new ChunkAssembler.Target(vault, snapshot.id(), settings.recipients()),
                        memory,
                        new ChunkUploads(store, snapshot.id(), journal, settings.uploads())));
    }

    /** What is known once the stream is stored. */
    public record Stored(StreamWriter.Totals totals, int streamVersion, Snapshot.Versions by) {}

    /** Makes a snapshot part of the vault, all of whose chunks are stored and in the journal. */
    public Snapshot commit(NewSnapshot snapshot, Stored stored, Journal journal)
            throws IOException {
        SnapshotId id = snapshot.id();
        VolumeId volume = snapshot.volume().id();
        byte[] manifest = ManifestFormat.json(manifest(snapshot, stored, journal));
        // Kept before it is signed and stored, so that a second try stores the same bytes.
        Durable.write(manifestPath(volume, id), manifest);
        putManifest(volume, id, manifest);
        return commitRecords(
                new Manifests.Signed(
                        ManifestFormat.parse(manifest, Manifest.newBuilder()).build(),
                        Sha256.of(manifest)));
    }

    private Manifest manifest(NewSnapshot snapshot, Stored stored, Journal journal)
            throws IOException {
        Manifest.Builder manifest =
                Manifest.newBuilder()
                        .setFormat(ManifestFormat.FORMAT)
                        .setVault(vault.toString())
                        .setVolume(ManifestFormat.write(snapshot.volume()))
                        .setSequence(ManifestFormat.write(snapshot.position()))
                        .setSnapshot(
                                ManifestFormat.write(
                                        snapshot.id(),
                                        snapshot.source(),
                                        settings.clock().instant().truncatedTo(ChronoUnit.SECONDS)))
                        .setStream(
                                ManifestFormat.write(
                                        stored.streamVersion(), stored.totals(), settings.layout()))
                        .setSignerSha256(settings.hostKey().verifyKey().fingerprint().toString())
                        .addAllRecipients(settings.recipients().texts())
                        .setVersions(ManifestFormat.write(stored.by()));
        snapshot.parent().map(ManifestFormat::link).ifPresent(manifest::setParent);
        snapshot.predecessor().map(ManifestFormat::link).ifPresent(manifest::setPredecessor);
        ManifestPages pages = new ManifestPages(snapshot, objects, manifest);
        journal.forEach(pages::add);
        pages.finish();
        return manifest.build();
    }

    private void putManifest(VolumeId volume, SnapshotId id, byte[] manifest) throws IOException {
        var hostKey = settings.hostKey();
        objects.putSame(
                ObjectKeys.host(hostKey.verifyKey().fingerprint()), hostKey.verifyKey().pem());
        // The signature first: where there is a manifest, there is its signature.
        objects.putSame(ObjectKeys.signature(volume, id), hostKey.sign(manifest));
        objects.putSame(ObjectKeys.manifest(volume, id), manifest);
    }

    private Snapshot commitRecords(Manifests.Signed signed) throws IOException {
        Snapshot snapshot = records.write(signed);
        forget(snapshot.place().volume(), snapshot.id());
        return snapshot;
    }

    /** Forgets an interrupted backup. What it stored and did not commit becomes garbage. */
    public void forget(VolumeId volume, SnapshotId id) throws IOException {
        // The journal first: without it, the manifest alone still finishes the commit.
        Files.deleteIfExists(journalPath(volume, id));
        Files.deleteIfExists(manifestPath(volume, id));
    }

    private Path journalPath(VolumeId volume, SnapshotId id) {
        return settings.state().resolve(volume.toString()).resolve(id + ".journal");
    }

    private Path manifestPath(VolumeId volume, SnapshotId id) {
        return settings.state().resolve(volume.toString()).resolve(id + ".manifest");
    }
}
