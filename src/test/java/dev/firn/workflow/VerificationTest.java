package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.Snapshot;
import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.memory.MemoryObjectStore;
import dev.firn.thaw.ThawPlan;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whatever in a vault is damaged is found, and nothing is said of a vault that is whole.
 * Method: damage every object, one at a time, in several ways.
 */
class VerificationTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());
    private static final int FLIPS = 8;
    private static final int SNAPSHOTS = 3;

    private final Random random = new Random(SEED);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @BeforeEach
    void store() throws IOException {
        System.out.println("seed " + SEED);
        world = new World(home, 100_000);
        world.backUp();
        for (int i = 1; i < SNAPSHOTS; i++) {
            world.volume.change();
            world.backUp();
        }
    }

    private SnapshotReader.Settings reading() {
        return new SnapshotReader.Settings(
                World.identities(), 64 << 20, world.host.resolve("spool"));
    }

    private Verification presence() throws IOException {
        Vault vault = world.open();
        Verification verification = new Verification(vault, world.said);
        for (var head : vault.catalog().heads()) {
            verification.presence(head, _ -> true);
        }
        return verification;
    }

    private Verification read() throws IOException {
        Verification verification = presence();
        verification.read(Sample.ALL, reading());
        return verification;
    }

    private byte[] bytes(ObjectKey key) throws IOException {
        long bytes = world.objects.info(key).orElseThrow().bytes();
        return world.objects.open(key, 0, bytes).readAllBytes();
    }

    private List<ObjectKey> objects() {
        return world.objects.list("", Optional.empty()).stream()
                .map(ObjectInfo::key)
                // What opens a vault reads its marker, and nothing else does.
                .filter(key -> !key.name().equals("vault.json"))
                .toList();
    }

    private static boolean isFound(Verification verification) {
        return verification.findings().stream().anyMatch(f -> f.severity() != Severity.INFO);
    }

    @Test
    void ofAWholeVaultNothingIsFound() throws IOException {
        Verification verification = read();

        assertThat(verification.findings()).isEmpty();
        assertThat(verification.lost()).isEmpty();
        assertThat(verification.snapshots()).isEqualTo(SNAPSHOTS);
        assertThat(verification.chunks()).isEqualTo(world.chunkObjects());
        assertThat(verification.bytesRead())
                .isEqualTo(world.stored().stream().mapToLong(s -> s.stream().bytes()).sum());
    }

    @Test
    void everyChangeOfAnyObjectIsFound() throws IOException {
        List<ObjectKey> keys = objects();
        for (ObjectKey key : keys) {
            byte[] before = bytes(key);
            byte[] other = bytes(keys.get((keys.indexOf(key) + 1) % keys.size()));
            for (byte[] changed : changes(before, other)) {
                world.objects.damage(key, changed);
                // Not every byte of a public key matters: its lines may end in this way or that.
                if (!key.name().startsWith("hosts/")) {
                    assertThat(isFound(read())).as("%s, seed %d", key, SEED).isTrue();
                    boolean isSeen = changed.length != before.length;
                    assertThat(!isSeen || isFound(presence())).as(key.name()).isTrue();
                }
            }
            world.objects.damage(key, before);
        }
        assertThat(read().findings()).isEmpty();
    }

    private List<byte[]> changes(byte[] bytes, byte[] other) {
        List<byte[]> all = new ArrayList<>();
        all.add(new byte[0]);
        all.add(new byte[bytes.length]);
        all.add(other);
        all.add(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        all.add(Arrays.copyOf(bytes, bytes.length + 1));
        for (int i = 0; i < FLIPS; i++) {
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            all.add(flipped);
        }
        return all;
    }

    @Test
    void whateverIsMissingIsFoundWithoutReading() throws IOException {
        MemoryObjectStore whole = world.objects;
        for (ObjectKey key : objects()) {
            world.objects = without(whole, key);
            assertThat(isFound(presence())).as(key.name()).isTrue();
        }
    }

    private static MemoryObjectStore without(MemoryObjectStore whole, ObjectKey missing)
            throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        for (ObjectInfo object : whole.list("", Optional.empty())) {
            if (!object.key().equals(missing)) {
                byte[] bytes = whole.open(object.key(), 0, object.bytes()).readAllBytes();
                store.put(
                        object.key(),
                        dev.firn.storage.Content.of(bytes),
                        dev.firn.storage.StorageClass.STANDARD);
            }
        }
        return store;
    }

    /** All that stand on it are lost with it, and those before it are not. */
    @Test
    void aChunkCostsItsSnapshotAndThoseThatStandOnIt() throws IOException {
        List<Snapshot> stored = world.stored();
        Snapshot second = stored.get(1);
        ObjectKey chunk =
                world.objects.list("chunks/" + second.id(), Optional.empty()).getFirst().key();
        world.objects = without(world.objects, chunk);

        Verification verification = presence();

        assertThat(verification.lost())
                .containsExactlyInAnyOrderElementsOf(stored.subList(1, SNAPSHOTS));
        assertThat(verification.findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                    assertThat(finding.subject()).contains(second.id().toString());
                    assertThat(finding.message()).contains(chunk.name()).contains("it is missing");
                });
    }

    /** Frozen chunks are no damage, and nobody thaws them unasked. */
    @Test
    void whatIsFrozenIsSaidToBeUnread() throws IOException {
        try (FrozenVault frozen =
                new FrozenVault(java.nio.file.Files.createDirectory(home.resolve("frozen")))) {
            Vault vault = frozen.world.open(frozen.glacier);
            Verification verification = new Verification(vault, frozen.world.said);
            for (var head : vault.catalog().heads()) {
                verification.presence(head, _ -> true);
            }
            assertThat(verification.plan(Sample.ALL).toFetch()).isEqualTo(ThawPlan.Amount.NONE);
            verification.read(
                    Sample.ALL,
                    new SnapshotReader.Settings(
                            World.identities(), 64 << 20, home.resolve("spool")));

            assertThat(verification.findings()).hasSize(2);
            assertThat(verification.findings())
                    .extracting(Finding::severity)
                    .containsOnly(Severity.INFO);
            assertThat(verification.bytesRead()).isZero();
        }
    }

    @Test
    void aSampleHasAboutSoManyChunks() throws IOException {
        World large =
                new World(java.nio.file.Files.createDirectory(home.resolve("large")), 8 << 20);
        large.backUp();
        Vault vault = large.open();
        Verification verification = new Verification(vault, large.said);
        for (var head : vault.catalog().heads()) {
            verification.presence(head, _ -> true);
        }
        long all = verification.chunks();
        long sum = 0;
        int runs = 200;
        for (int i = 0; i < runs; i++) {
            sum += verification.plan(new Sample(random.nextLong(), 25)).toFetch().chunks();
        }

        assertThat((double) sum / runs / all).isBetween(0.15, 0.35);
        assertThat(verification.plan(Sample.ALL).toFetch().chunks()).isEqualTo(all);
    }
}
