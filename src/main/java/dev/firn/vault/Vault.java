package dev.firn.vault;

import dev.firn.catalog.Catalog;
import dev.firn.keys.Identities;
import dev.firn.kv.KeyValueStore;
import dev.firn.model.Sha256;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.model.VolumeId;
import dev.firn.report.Progress;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An open vault: its objects, its records, and whose signatures count. */
public final class Vault implements Closeable {

    private final VaultId id;
    private final ObjectStore objects;
    private final KeyValueStore records;
    private final Catalog catalog;
    private final Manifests manifests;
    private final Statements statements;

    /** Opens the vault {@code id} in the given stores, which are closed with it. */
    public Vault(VaultId id, ObjectStore objects, KeyValueStore records, HostTrust trust) {
        this.id = id;
        this.objects = objects;
        this.records = records;
        this.catalog = new Catalog(records);
        this.manifests = new Manifests(objects, id, trust);
        this.statements = new Statements(objects, id, trust);
    }

    public VaultId id() {
        return id;
    }

    /** The vault's records. */
    public Catalog catalog() {
        return catalog;
    }

    /** Shows all objects of the vault, by one listing, in the order of their keys. */
    public void visitObjects(StoredObjects.Visitor visitor) throws IOException {
        StoredObjects.visit(objects, visitor);
    }

    Manifests manifests() {
        return manifests;
    }

    /** What makes the records again from the manifests. */
    public RecordRebuild rebuild(Progress progress) {
        return new RecordRebuild(objects, records, manifests, progress);
    }

    /** What backs snapshots up into this vault. */
    public VaultWriter writer(VaultWriter.Settings settings) {
        return new VaultWriter(objects, id, catalog, settings);
    }

    /**
     * What reads snapshots of this vault.
     *
     * @param fetched where chunks are looked for before the vault is asked
     */
    public SnapshotReader reader(
            SnapshotReader.Settings settings, Optional<FetchedChunks> fetched) {
        return new SnapshotReader(objects, id, manifests, settings, fetched);
    }

    /** What reads snapshots of this vault, from the vault alone. */
    public SnapshotReader reader(SnapshotReader.Settings settings) {
        return reader(settings, Optional.empty());
    }

    /** The chunks of this vault as objects, which may be frozen. */
    public ChunkObjects chunks() {
        return new ChunkObjects(objects);
    }

    /** The chunks of a snapshot, in stream order. */
    public ChunkWalk chunksOf(Manifests.Signed manifest) {
        return visitor -> manifests.chunks(manifest, visitor);
    }

    /** What reads parts of the streams of this vault's snapshots. */
    public FrameReader frames(SnapshotReader.Settings settings) {
        return new FrameReader(
                new StoredChunks(objects, id, Optional.empty()), manifests, settings);
    }

    /**
     * What reads the indexes of this vault's snapshots.
     *
     * @param temporary a directory of Firn's own; may be missing yet
     */
    public IndexReading indexes(Identities identities, Path temporary) {
        return new IndexReading(
                new SealedObjects(objects, temporary), manifests, statements, identities);
    }

    /**
     * Why a snapshot cannot be looked into, as far as presence and length of its index tell; empty
     * if it can.
     *
     * @throws DamagedVaultException if what the manifest says of it cannot be
     */
    public Optional<String> indexFault(Manifests.Signed manifest) throws IOException {
        List<StoredPart> known = new ArrayList<>();
        IndexReading.stored(manifest.manifest()).ifPresent(known::add);
        known.addAll(statements.of(Statements.Subject.INDEX, manifest));
        for (StoredPart index : known) {
            Optional<ObjectInfo> info =
                    objects.info(IndexReading.key(manifest.manifest(), index.id()));
            if (info.isPresent() && info.get().bytes() == index.bytes()) {
                return Optional.empty();
            }
        }
        return Optional.of(
                known.isEmpty()
                        ? "it was stored without an index"
                        : "its index '%s' is missing, or is not as long as it was stored"
                                .formatted(
                                        IndexReading.key(
                                                manifest.manifest(), known.getFirst().id())));
    }

    /** Begins to make the index of a stored snapshot again. */
    public NewIndex newIndex(Manifests.Signed manifest, NewIndex.Settings settings)
            throws IOException {
        return new NewIndex(objects, manifests, statements, manifest, settings);
    }

    /** Begins to store a state of the tree of a stored snapshot. */
    public NewState newState(Manifests.Signed manifest, NewIndex.Settings settings)
            throws IOException {
        return new NewState(objects, statements, manifest, settings);
    }

    /**
     * What reads states of trees.
     *
     * @param temporary a directory of Firn's own; may be missing yet
     */
    public StateReading states(Identities identities, Path temporary) {
        return new StateReading(new SealedObjects(objects, temporary), statements, identities);
    }

    /** The snapshots of a volume that are said to have a state, by one listing. */
    public Set<SnapshotId> withState(VolumeId volume) throws IOException {
        return statements.withState(volume);
    }

    /**
     * The signed manifest of a snapshot, which its record must agree with.
     *
     * @throws DamagedVaultException if it is missing or wrong, or if the record states other facts
     */
    public Manifests.Signed manifest(Snapshot snapshot) throws IOException {
        Optional<Manifests.Signed> found = manifests.read(snapshot.place().volume(), snapshot.id());
        if (found.isEmpty()) {
            throw Manifests.damaged(snapshot.id(), "it is missing", null);
        }
        Manifests.Signed signed = found.get();
        Sha256 expected = snapshot.provenance().manifest();
        if (!signed.digest().equals(expected)) {
            throw Manifests.damaged(
                    snapshot.id(),
                    "its SHA-256 is %s, and the record says %s"
                            .formatted(signed.digest(), expected),
                    null);
        }
        if (!stated(signed, snapshot).equals(snapshot)) {
            throw Manifests.damaged(snapshot.id(), "the record states other facts", null);
        }
        return signed;
    }

    private static Snapshot stated(Manifests.Signed signed, Snapshot snapshot) {
        try {
            return ManifestFormat.snapshot(
                    signed.manifest(), signed.digest(), snapshot.stream().chunkPages());
        } catch (IllegalArgumentException e) {
            throw Manifests.damaged(snapshot.id(), String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void close() throws IOException {
        try (objects) {
            records.close();
        }
    }
}
