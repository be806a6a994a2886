package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.keys.HostKey;
import dev.firn.keys.Identities;
import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.memory.MemoryKeyValueStore;
import dev.firn.model.Layout;
import dev.firn.model.Snapshot;
import dev.firn.model.VaultId;
import dev.firn.report.Progress;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.memory.MemoryObjectStore;
import dev.firn.testing.FailingKeyValueStore;
import dev.firn.testing.FailingObjectStore;
import dev.firn.testing.Failure;
import dev.firn.vault.HostTrust;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.StreamWriter;
import dev.firn.vault.Vault;
import dev.firn.vault.VaultWriter;
import dev.firn.volume.Subvolume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: a backup that dies anywhere can be run again, and nothing ever points at what is not there.
 * Method: fail every call of both stores in turn, before and after it took effect.
 */
class InterruptedBackupTest {

    private static final VaultId VAULT = new VaultId(new UUID(1, 2));
    private static final Identity IDENTITY = Identity.generate();
    private static final int STREAM_BYTES = 5 << 20;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private HostKey hostKey;

    private int attempts;

    @BeforeEach
    void makeKey() throws IOException {
        hostKey = HostKey.create(home.resolve("host.key"));
    }

    /** A vault, a volume, and where the host keeps its state. */
    private final class World {
        final MemoryObjectStore objects = new MemoryObjectStore();
        final MemoryKeyValueStore records = new MemoryKeyValueStore();
        final FakeVolume volume = new FakeVolume(STREAM_BYTES);
        final Path state = home.resolve("state-" + attempts++);

        List<BackupOutcome> backUp(ObjectStore objectStore, KeyValueStore recordStore)
                throws IOException {
            Vault vault = new Vault(VAULT, objectStore, recordStore, trust());
            return new Backup(volume, vault, settings(state), Progress.SILENT, "test")
                    .run(request());
        }

        List<BackupOutcome> backUp() throws IOException {
            return backUp(objects, records);
        }

        /** Reads everything that the records lead to, and compares it with what was sent. */
        void requireSound(int snapshots) throws IOException {
            Vault vault = new Vault(VAULT, objects, records, trust());
            List<Snapshot> stored = new ArrayList<>();
            for (var head : vault.catalog().heads()) {
                Inventory.of(vault.catalog(), head)
                        .sequences()
                        .forEach(sequence -> stored.addAll(sequence.snapshots()));
            }
            assertThat(stored).hasSizeGreaterThanOrEqualTo(snapshots);
            Restore restore =
                    new Restore(
                            vault,
                            new SnapshotReader.Settings(
                                    Identities.of(IDENTITY), 64 << 20, home.resolve("spool")),
                            new NoDestination(),
                            Progress.SILENT);
            for (Snapshot snapshot : stored) {
                ByteArrayOutputStream stream = new ByteArrayOutputStream();
                restore.stream(snapshot, Channels.newChannel(stream));
                assertThat(stream.toByteArray()).isEqualTo(sent(snapshot));
            }
        }

        private byte[] sent(Snapshot snapshot) {
            return volume.stream(
                    find(snapshot.id().uuid()), snapshot.parent().map(id -> find(id.uuid())));
        }

        private Subvolume find(UUID uuid) {
            return volume.snapshots().stream()
                    .filter(subvolume -> subvolume.uuid().equals(uuid))
                    .findFirst()
                    .orElseThrow();
        }

        int chunkObjects() {
            return objects.list("chunks/", Optional.empty()).size();
        }
    }

    private HostTrust trust() {
        return new HostTrust(Set.of(hostKey.verifyKey().fingerprint()));
    }

    private VaultWriter.Settings settings(Path state) {
        return new VaultWriter.Settings(
                Recipients.of(IDENTITY.recipient()),
                hostKey,
                new Layout(1 << 20, 1 << 20),
                new StreamWriter.Compression(1, 2),
                state,
                16 << 20,
                2,
                Clock.systemUTC());
    }

    private static BackupRequest request() {
        return new BackupRequest(
                "photos",
                "nas",
                FakeVolume.PATH,
                FakeVolume.PATH.resolve(".firn"),
                new BackupRequest.Local(100, Duration.ZERO),
                BackupRequest.Kind.INCREMENTAL_IF_POSSIBLE,
                Optional.empty());
    }

    @Test
    void storesAFullAndIncrementals() throws IOException {
        World world = new World();
        for (int i = 0; i < 3; i++) {
            assertThat(world.backUp().getFirst()).isInstanceOf(BackupOutcome.Stored.class);
            world.volume.change();
        }
        world.requireSound(3);
    }

    @ParameterizedTest
    @EnumSource(Failure.When.class)
    void everyWriteOfAnObjectMayFail(Failure.When when) throws IOException {
        for (Failure.Kind kind : Failure.Kind.values()) {
            for (int call = 0; ; call++) {
                World world = new World();
                world.backUp();
                world.volume.change();
                Failure failure = new Failure(call, when, kind);
                boolean failed =
                        fails(world, new FailingObjectStore(world.objects, failure), world.records);
                if (!failure.hasHappened()) {
                    break;
                }
                requireGoesOn(world, failure, failed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Failure.When.class)
    void everyWriteOfARecordMayFail(Failure.When when) throws IOException {
        for (Failure.Kind kind : Failure.Kind.values()) {
            for (int call = 0; ; call++) {
                World world = new World();
                world.backUp();
                world.volume.change();
                Failure failure = new Failure(call, when, kind);
                boolean failed =
                        fails(
                                world,
                                world.objects,
                                new FailingKeyValueStore(world.records, failure));
                if (!failure.hasHappened()) {
                    break;
                }
                requireGoesOn(world, failure, failed);
            }
        }
    }

    private static boolean fails(World world, ObjectStore objects, KeyValueStore records) {
        try {
            world.backUp(objects, records);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** After a failure: the vault is sound, and the next run completes with few bytes. */
    private void requireGoesOn(World world, Failure failure, boolean failed) throws IOException {
        world.requireSound(1);
        int before = world.chunkObjects();
        List<BackupOutcome> outcomes = world.backUp();
        assertThat(outcomes.getFirst())
                .as("%s", failure)
                .isInstanceOfAny(
                        failed
                                ? new Class<?>[] {
                                    BackupOutcome.Stored.class, BackupOutcome.Finished.class
                                }
                                : new Class<?>[] {BackupOutcome.Unchanged.class});
        world.requireSound(2);
        assertThat(world.chunkObjects() - before)
                .as("%s: chunks stored by the second run", failure)
                .isLessThanOrEqualTo(6);
        assertThat(world.backUp().getFirst()).isInstanceOf(BackupOutcome.Unchanged.class);
    }

    @Test
    void withoutItsLocalStateAnInterruptedCommitIsFinishedFromTheManifest() throws IOException {
        World world = new World();
        world.backUp();
        world.volume.change();
        // The first record of the second snapshot fails: its manifest is there.
        Failure failure = new Failure(0, Failure.When.BEFORE, Failure.Kind.FAILED);
        assertThat(fails(world, world.objects, new FailingKeyValueStore(world.records, failure)))
                .isTrue();
        assertThat(world.backUp().getFirst()).isInstanceOf(BackupOutcome.Finished.class);
        world.requireSound(2);
    }

    @Test
    void storesNoChunkTwiceWhenItGoesOn() throws IOException {
        World world = new World();
        // Five data chunks; the last put of all is the manifest's.
        Failure failure = new Failure(4, Failure.When.BEFORE, Failure.Kind.FAILED);
        assertThat(fails(world, new FailingObjectStore(world.objects, failure), world.records))
                .isTrue();
        int before = world.chunkObjects();

        world.backUp();

        Set<String> offsets = new HashSet<>();
        int twice = 0;
        for (ObjectInfo info : world.objects.list("chunks/", Optional.empty())) {
            String name = info.key().name();
            twice += offsets.add(name.substring(0, name.lastIndexOf('/') + 17)) ? 0 : 1;
        }
        assertThat(before).isPositive();
        assertThat(twice).as("chunks that were in flight").isLessThanOrEqualTo(2);
        world.requireSound(1);
    }

    @Test
    void aStreamThatIsWrongIsNotCommitted() throws IOException {
        World world = new World();
        assertThatThrownBy(() ->
                        new Backup(
                                        new TruncatedVolume(world.volume),
                                        new Vault(VAULT, world.objects, world.records, trust()),
                                        settings(world.state),
                                        Progress.SILENT,
                                        "test")
                                .run(request()))
                .hasMessageContaining("malformed send stream");
        assertThat(world.objects.list("snapshots/", Optional.empty())).isEmpty();
        world.requireSound(0);
        world.backUp();
        world.requireSound(1);
    }
}
