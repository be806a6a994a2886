package dev.firn.vault;

import dev.firn.catalog.Catalog;
import dev.firn.format.v1.Manifest;
import dev.firn.keys.HostKey;
import dev.firn.keys.Recipients;
import dev.firn.model.Layout;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.model.VolumeId;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

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
    private final HostState state;

    /**
     * How to store.
     *
     * @param state where journals are kept, a directory of this vault's own on the host
     * @param memoryBytes limit on the direct memory for stored chunks
     * @param uploads how many chunks are stored at a time
     * @param chunkClass gives the storage class of a chunk by its stored bytes; all else is in
     *     STANDARD
     */
    public record Settings(
            Recipients recipients,
            HostKey hostKey,
            Layout layout,
            StreamWriter.Compression compression,
            Path state,
            long memoryBytes,
            int uploads,
            LongFunction<StorageClass> chunkClass,
            Clock clock) {}

    public VaultWriter(ObjectStore store, VaultId vault, Catalog catalog, Settings settings) {
        this.store = store;
        this.objects = new SmallObjects(store);
        this.vault = vault;
        this.settings = settings;
        // Only what this host signed itself may be committed by it.
        HostTrust self = new HostTrust(Set.of(settings.hostKey().verifyKey().fingerprint()));
        this.records = new RecordWriter(catalog, new Manifests(store, vault, self));
        this.state = new HostState(settings.state());
    }

    /** Whether an earlier backup of the snapshot was interrupted on this host. */
    public boolean wasInterrupted(VolumeId volume, SnapshotId id) {
        return state.wasInterrupted(volume, id);
    }

    /** What an interrupted backup of the snapshot was about, as far as its journal is there. */
    public Optional<Journal.Attempt> interruptedAttempt(VolumeId volume, SnapshotId id)
            throws IOException {
        return Journal.readAttempt(state.journal(volume, id));
    }

    /**
     * Writes the records of a snapshot that is in the vault already: its commit was interrupted, or
     * the records are older than the vault. Empty if the vault has no manifest of it.
     *
     * @throws DamagedVaultException if there is a manifest that this host did not sign, or if one
     *     that it builds on is missing
     */
    public Optional<Snapshot> commitFromVault(VolumeId volume, SnapshotId id) throws IOException {
        Optional<Snapshot> written = records.writeFromVault(volume, id);
        if (written.isPresent()) {
            state.forget(volume, id);
        }
        return written;
    }

    /**
     * Finishes a commit that was interrupted after all chunks were stored. Empty if there is none,
     * or if its chunks are not in the vault any more; then the stream has to be sent again.
     *
     * @throws DamagedVaultException as {@link #commitFromVault} does
     */
    public Optional<Snapshot> finishInterrupted(VolumeId volume, SnapshotId id) throws IOException {
        Optional<Snapshot> written = commitFromVault(volume, id);
        if (written.isPresent()) {
            return written;
        }
        Optional<byte[]> manifest =
                new PendingManifest(state, volume, id)
                        .storable(
                                vault,
                                earlier(state.manifestTime(volume, id)),
                                settings.hostKey().verifyKey().fingerprint());
        if (manifest.isEmpty()) {
            state.dropManifest(volume, id);
            return Optional.empty();
        }
        putManifest(volume, id, manifest.get());
        return commitFromVault(volume, id);
    }

    /** Notes the newest snapshot that the vault and this host both have. */
    public void keepCommon(VolumeId volume, SnapshotId id) throws IOException {
        state.keepCommon(volume, id);
    }

    /** The snapshots of a volume that this host has to keep for this vault or another one. */
    public Set<SnapshotId> neededOnHost(VolumeId volume) throws IOException {
        return state.needed(volume);
    }

    /** Opens the journal of an attempt to store {@code snapshot}. */
    public Journal openJournal(NewSnapshot snapshot) throws IOException {
        state.prepare(snapshot.volume().id());
        return Journal.open(
                state.journal(snapshot.volume().id(), snapshot.id()),
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
                        new ChunkUploads(
                                store,
                                earlier(journal.lastWritten()),
                                settings.chunkClass(),
                                snapshot.id(),
                                journal,
                                settings.uploads())));
    }

    private EarlierObjects earlier(Instant noted) {
        return new EarlierObjects(store, noted, settings.clock());
    }

    /** Begins to make the index of a stream. */
    public IndexUpload newIndex(NewSnapshot snapshot) throws IOException {
        return new IndexUpload(
                store,
                id -> ObjectKeys.index(snapshot.volume().id(), snapshot.id(), id),
                settings.recipients(),
                settings.state().resolve("spool"));
    }

    /** What is known once the stream and its index are stored. */
    public record Stored(
            StreamWriter.Totals totals,
            StoredPart index,
            int streamVersion,
            Snapshot.Versions by) {}

    /** Makes a snapshot part of the vault, all of whose chunks are stored and in the journal. */
    public Snapshot commit(NewSnapshot snapshot, Stored stored, Journal journal)
            throws IOException {
        SnapshotId id = snapshot.id();
        VolumeId volume = snapshot.volume().id();
        byte[] manifest = ManifestFormat.json(manifest(snapshot, stored, journal));
        // Kept with its pages before anything of it is stored, so that a second try stores the
        // same bytes.
        state.keepManifest(volume, id, manifest);
        Manifest parsed = putManifest(volume, id, manifest);
        Snapshot committed = records.write(Manifests.Signed.of(parsed, manifest));
        state.forget(volume, id);
        return committed;
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
                        .setVersions(ManifestFormat.write(stored.by()))
                        .setIndex(ManifestFormat.write(stored.index()));
        snapshot.parent().map(ManifestFormat::link).ifPresent(manifest::setParent);
        snapshot.predecessor().map(ManifestFormat::link).ifPresent(manifest::setPredecessor);
        VolumeId volume = snapshot.volume().id();
        ManifestPages pages =
                new ManifestPages(
                        snapshot.id(),
                        manifest,
                        (number, json) -> state.keepPage(volume, snapshot.id(), number, json));
        journal.forEach(pages::add);
        pages.finish(stored.totals());
        return manifest.build();
    }

    private Manifest putManifest(VolumeId volume, SnapshotId id, byte[] bytes) throws IOException {
        Manifest manifest = ManifestFormat.parse(bytes, Manifest.newBuilder()).build();
        PendingManifest pending = new PendingManifest(state, volume, id);
        for (int page = 1; page <= manifest.getPagesSha256Count(); page++) {
            objects.putSame(
                    ObjectKeys.manifestPage(volume, id, page),
                    Manifests.page(manifest, pending::page, page));
        }
        var hostKey = settings.hostKey();
        objects.putSame(
                ObjectKeys.host(hostKey.verifyKey().fingerprint()), hostKey.verifyKey().pem());
        // The signature first: where there is a manifest, there is its signature.
        objects.putSame(ObjectKeys.signature(volume, id), hostKey.sign(bytes));
        objects.putSame(ObjectKeys.manifest(volume, id), bytes);
        return manifest;
    }
}
