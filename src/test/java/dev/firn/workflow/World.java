package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.keys.HostKey;
import dev.firn.keys.Identities;
import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.memory.MemoryKeyValueStore;
import dev.firn.model.Layout;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import dev.firn.storage.memory.MemoryObjectStore;
import dev.firn.thaw.ThawSettings;
import dev.firn.tree.Trees;
import dev.firn.vault.HostTrust;
import dev.firn.vault.IndexReading;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.StreamWriter;
import dev.firn.vault.ThawJobs;
import dev.firn.vault.Vault;
import dev.firn.vault.VaultWriter;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeDestination;
import dev.firn.volume.VolumeSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A vault in memory, a volume, and the host that backs it up. */
final class World {

    static final int CHUNK_BYTES = 1 << 20;

    private static final Identity IDENTITY = Identity.generate();

    /** Five chunks and a bit. */
    private static final int STREAM_BYTES = 5 << 20;

    /** For vaults in which nothing freezes. */
    private static final ThawSettings NOTHING_FREEZES =
            new ThawSettings(
                    Optional.empty(),
                    ThawTier.BULK,
                    1,
                    1L << 60,
                    1L << 60,
                    ThawSettings.Wait.NO,
                    Duration.ofMinutes(15),
                    InstantSource.system(),
                    _ -> {
                        throw new AssertionError("there is nothing to wait for");
                    },
                    (plan, _) -> {
                        if (plan.toThaw().chunks() > 0) {
                            throw new AssertionError("there is nothing to thaw");
                        }
                    });

    final VaultId vault = new VaultId(UUID.randomUUID());
    final FakeVolume volume;
    final Said said = new Said();
    final Path host;
    MemoryObjectStore objects = new MemoryObjectStore();
    MemoryKeyValueStore records = new MemoryKeyValueStore();
    HostKey hostKey;
    StorageClass chunkClass = StorageClass.STANDARD;

    /** A host of its own, somewhere below {@code home}. */
    World(Path home) throws IOException {
        this(home, STREAM_BYTES);
    }

    /** The same with streams of about so many bytes. */
    World(Path home, int streamBytes) throws IOException {
        this.host = Files.createTempDirectory(home, "host");
        this.volume = new FakeVolume(streamBytes);
        this.hostKey = HostKey.create(host.resolve("host.key"));
    }

    /** Another vault that {@code other}'s host backs the same volume up into. */
    World(World other) {
        this.host = other.host;
        this.volume = other.volume;
        this.hostKey = other.hostKey;
    }

    /** What the host keeps of this vault. */
    Path state() {
        return host.resolve("state").resolve(vault.toString());
    }

    List<BackupOutcome> backUp() throws IOException {
        return backUp(request());
    }

    List<BackupOutcome> backUp(BackupRequest request) throws IOException {
        return backUp(volume, objects, records, request);
    }

    List<BackupOutcome> backUp(VolumeSource source) throws IOException {
        return backUp(source, objects, records, request());
    }

    List<BackupOutcome> backUp(ObjectStore objectStore, KeyValueStore recordStore)
            throws IOException {
        return backUp(volume, objectStore, recordStore, request());
    }

    List<BackupOutcome> backUp(
            VolumeSource source,
            ObjectStore objectStore,
            KeyValueStore recordStore,
            BackupRequest request)
            throws IOException {
        Vault opened = new Vault(vault, objectStore, recordStore, trust());
        return new Backup(source, opened, settings(), said, "test").run(request);
    }

    /** What {@code firn backup} asks for. */
    static BackupRequest request() {
        return request(BackupRequest.Kind.INCREMENTAL_IF_POSSIBLE, 100, Optional.empty());
    }

    static BackupRequest full() {
        return request(BackupRequest.Kind.FULL, 100, Optional.empty());
    }

    static BackupRequest keeping(int snapshots) {
        return request(BackupRequest.Kind.INCREMENTAL_IF_POSSIBLE, snapshots, Optional.empty());
    }

    static BackupRequest of(Subvolume snapshot) {
        return request(
                BackupRequest.Kind.INCREMENTAL_IF_POSSIBLE, 100, Optional.of(snapshot.path()));
    }

    private static BackupRequest request(
            BackupRequest.Kind kind, int keep, Optional<Path> snapshot) {
        return new BackupRequest(
                "photos",
                "nas",
                FakeVolume.PATH,
                Optional.empty(),
                FakeVolume.PATH.resolve(".firn"),
                new BackupRequest.Local(keep, Duration.ZERO),
                kind,
                snapshot);
    }

    Vault open() {
        return new Vault(vault, objects, records, trust());
    }

    /** The vault with its objects seen through {@code store}. */
    Vault open(ObjectStore store) {
        return new Vault(vault, store, records, trust());
    }

    /** The same with other records. */
    Vault open(ObjectStore store, KeyValueStore recordStore) {
        return new Vault(vault, store, recordStore, trust());
    }

    private HostTrust trust() {
        return new HostTrust(Set.of(hostKey.verifyKey().fingerprint()));
    }

    VaultWriter.Settings settings() {
        return new VaultWriter.Settings(
                Recipients.of(IDENTITY.recipient()),
                hostKey,
                new Layout(CHUNK_BYTES, CHUNK_BYTES),
                new StreamWriter.Compression(1, 2),
                state(),
                16 << 20,
                2,
                _ -> chunkClass,
                Clock.systemUTC());
    }

    Restore restore(VolumeDestination destination) {
        return restore(objects, destination);
    }

    /** A restore that reads the vault's objects through {@code objectStore}. */
    Restore restore(ObjectStore objectStore, VolumeDestination destination) {
        return restore(objectStore, destination, NOTHING_FREEZES);
    }

    Restore restore(
            ObjectStore objectStore, VolumeDestination destination, ThawSettings thawSettings) {
        return new Restore(
                open(objectStore),
                new SnapshotReader.Settings(
                        Identities.of(IDENTITY), 64 << 20, host.resolve("spool")),
                thawing(thawSettings),
                destination,
                said);
    }

    /** How frozen chunks are thawed; noted on the host. */
    Thawing thawing(ThawSettings settings) {
        return new Thawing(settings, new ThawJobs(state()));
    }

    /** Trees in the host's cache. */
    SnapshotTrees trees(SnapshotTrees.IdentitySource identities, Trees.Settings settings) {
        return new SnapshotTrees(
                open(),
                new SnapshotTrees.Settings(
                        host.resolve("cache"), settings, host.resolve("spool"), identities),
                said);
    }

    static Identities identities() {
        return Identities.of(IDENTITY);
    }

    /** {@code snapshot} as it is found by the name of its volume. */
    Lookup.Found found(Snapshot snapshot) throws IOException {
        var head = open().catalog().head(snapshot.place().volume()).orElseThrow();
        return new Lookup.Found(head, snapshot, Optional.of(head.name()));
    }

    /** What the records lead to, oldest first. */
    List<Snapshot> stored() throws IOException {
        List<Snapshot> stored = new ArrayList<>();
        Vault opened = open();
        for (var head : opened.catalog().heads()) {
            Inventory.of(opened.catalog(), head)
                    .sequences()
                    .forEach(sequence -> stored.addAll(sequence.snapshots()));
        }
        return stored;
    }

    /** Reads everything that the records lead to, and compares it with what was sent. */
    void requireSound(int snapshots) throws IOException {
        List<Snapshot> stored = stored();
        assertThat(stored).hasSizeGreaterThanOrEqualTo(snapshots);
        Restore restore = restore(new NoDestination());
        for (Snapshot snapshot : stored) {
            assertThat(snapshot.parent().stream())
                    .isSubsetOf(stored.stream().map(Snapshot::id).toList());
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            restore.stream(found(snapshot), Channels.newChannel(stream));
            assertThat(stream.toByteArray()).isEqualTo(sent(snapshot));
            assertThat(commands(snapshot)).isPositive();
        }
    }

    /** How many commands the index of a snapshot has, which is read to its end. */
    long commands(Snapshot snapshot) throws IOException {
        Vault opened = open();
        long[] commands = new long[1];
        IndexReading indexes = opened.indexes(Identities.of(IDENTITY), host.resolve("spool"));
        boolean has =
                indexes.read(
                        opened.manifest(snapshot),
                        index -> {
                            while (index.next().isPresent()) {
                                // to the end
                            }
                            commands[0] = index.seal().commands();
                        });
        assertThat(has).isTrue();
        return commands[0];
    }

    byte[] sent(Snapshot snapshot) {
        return volume.stream(
                volume.taken(snapshot.id()), snapshot.parent().map(id -> volume.taken(id)));
    }

    SnapshotId newest() {
        return new SnapshotId(volume.snapshots().getLast().uuid());
    }

    int chunkObjects() {
        return objects.list("chunks/", Optional.empty()).size();
    }
}
