package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStore.Entry;
import dev.firn.kv.RecordKey;
import dev.firn.kv.memory.MemoryKeyValueStore;
import dev.firn.model.Snapshot;
import dev.firn.report.Progress;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.StorageClass;
import dev.firn.storage.memory.MemoryObjectStore;
import dev.firn.testing.FailingKeyValueStore;
import dev.firn.testing.Failure;
import dev.firn.vault.RecordRebuild;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: from a vault's objects alone follow all of its records, to the byte, whatever became of
 * them. Method: random histories of backups, and every record lost, damaged, or older.
 */
class RebuildTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());
    private static final int BACKUPS = 6;

    private final Random random = new Random(SEED);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    /** After each backup. */
    private final List<Map<String, String>> history = new ArrayList<>();

    private final List<MemoryKeyValueStore> copies = new ArrayList<>();

    @BeforeEach
    void backUp() throws IOException {
        System.out.println("seed " + SEED);
        world = new World(home, 40_000);
        for (int i = 0; i < BACKUPS; i++) {
            world.backUp(random.nextInt(3) == 0 ? World.full() : World.request());
            world.volume.change();
            history.add(texts(world.records));
            copies.add(with(world.records, _ -> true, Entry::value));
        }
    }

    private List<Entry> entries(KeyValueStore store) throws IOException {
        List<Entry> entries = new ArrayList<>();
        List<ObjectInfo> chunks = world.objects.list("chunks/", Optional.empty());
        for (String snapshot :
                chunks.stream().map(o -> o.key().name().split("/", -1)[1]).distinct().toList()) {
            entries.addAll(store.list("chunks", snapshot, "", Optional.empty()));
        }
        String volume =
                world.objects
                        .list("snapshots/", Optional.empty())
                        .getFirst()
                        .key()
                        .name()
                        .split("/", -1)[1];
        entries.addAll(store.list("snapshots", volume, "", Optional.empty()));
        entries.addAll(store.list("sequences", volume, "", Optional.empty()));
        entries.addAll(store.list("heads", "volumes", "", Optional.empty()));
        return entries;
    }

    private Map<String, String> texts(KeyValueStore store) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Entry entry : entries(store)) {
            texts.put(entry.key().toString(), HexFormat.of().formatHex(entry.value()));
        }
        return texts;
    }

    /** What a copy of a store has in the place of a record. */
    @FunctionalInterface
    private interface Change {
        byte[] of(Entry entry);
    }

    private MemoryKeyValueStore with(KeyValueStore store, Predicate<RecordKey> kept, Change change)
            throws IOException {
        MemoryKeyValueStore copy = new MemoryKeyValueStore();
        for (Entry entry : entries(store)) {
            if (kept.test(entry.key())) {
                copy.create(entry.key(), change.of(entry));
            }
        }
        return copy;
    }

    private RecordRebuild.Outcome rebuild(KeyValueStore records, RecordRebuild.Mode mode)
            throws IOException {
        return world.open(world.objects, records)
                .rebuild(Progress.SILENT)
                .run(new MemoryKeyValueStore(), mode);
    }

    private void requireRebuilt(KeyValueStore records, String as) throws IOException {
        RecordRebuild.Outcome outcome = rebuild(records, RecordRebuild.Mode.WRITE);
        assertThat(outcome.findings()).as(as).isEmpty();
        assertThat(texts(records)).as("%s, seed %d", as, SEED).isEqualTo(history.getLast());
        assertThat(outcome.created() + outcome.replaced() + outcome.same())
                .isEqualTo(history.getLast().size());
    }

    @Test
    void anEmptyStoreGetsAllOfThem() throws IOException {
        MemoryKeyValueStore empty = new MemoryKeyValueStore();
        requireRebuilt(empty, "empty");

        world.records = empty;
        world.requireSound(BACKUPS);
    }

    @Test
    void aWholeStoreIsLeftAlone() throws IOException {
        RecordRebuild.Outcome outcome = rebuild(world.records, RecordRebuild.Mode.WRITE);

        assertThat(outcome.created() + outcome.replaced()).isZero();
        assertThat(outcome.snapshots()).isEqualTo(BACKUPS);
        assertThat(texts(world.records)).isEqualTo(history.getLast());
    }

    @Test
    void anOlderStoreCatchesUp() throws IOException {
        for (MemoryKeyValueStore copy : copies) {
            requireRebuilt(copy, "a copy");
        }
    }

    @Test
    void eachRecordThatIsMissingComesBack() throws IOException {
        for (Entry lost : entries(world.records)) {
            requireRebuilt(
                    with(world.records, key -> !key.equals(lost.key()), Entry::value),
                    "without " + lost.key());
        }
    }

    @Test
    void eachRecordThatIsDamagedIsReplaced() throws IOException {
        List<Entry> all = entries(world.records);
        for (Entry damaged : all) {
            byte[] other = all.get(random.nextInt(all.size())).value();
            for (byte[] bytes : List.of(cut(damaged.value()), new byte[0], other)) {
                boolean isSameKind =
                        Arrays.equals(bytes, other)
                                && List.of("heads", "sequences").contains(damaged.key().table());
                if (!isSameKind) {
                    requireRebuilt(
                            with(
                                    world.records,
                                    _ -> true,
                                    e -> e.key().equals(damaged.key()) ? bytes : e.value()),
                            "damaged " + damaged.key());
                }
            }
        }
    }

    private byte[] cut(byte[] bytes) {
        return Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length - 1));
    }

    /** A commit that ends while the vault is listed is not undone. */
    @Test
    void whatIsNewerThanTheListingStays() throws IOException {
        MemoryObjectStore whole = world.objects;
        Snapshot newest = world.stored().getLast();
        world.objects = without(whole, newest.id() + "/manifest.json");

        RecordRebuild.Outcome outcome = rebuild(world.records, RecordRebuild.Mode.WRITE);

        assertThat(outcome.snapshots()).isEqualTo(BACKUPS - 1);
        assertThat(texts(world.records)).isEqualTo(history.getLast());
    }

    @Test
    void aManifestThatNobodySignedIsNamedAndLeftOut() throws IOException {
        Snapshot newest = world.stored().getLast();
        ObjectKey signature =
                world.objects.list("snapshots/", Optional.empty()).stream()
                        .map(ObjectInfo::key)
                        .filter(key -> key.name().endsWith(newest.id() + "/manifest.sig"))
                        .findFirst()
                        .orElseThrow();
        world.objects.damage(signature, new byte[64]);
        MemoryKeyValueStore empty = new MemoryKeyValueStore();

        RecordRebuild.Outcome outcome = rebuild(empty, RecordRebuild.Mode.WRITE);

        assertThat(outcome.findings())
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.subject()).isEqualTo("snapshot " + newest.id()));
        assertThat(texts(empty)).isEqualTo(history.get(BACKUPS - 2));
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        MemoryKeyValueStore empty = new MemoryKeyValueStore();

        RecordRebuild.Outcome outcome = rebuild(empty, RecordRebuild.Mode.DRY_RUN);

        assertThat(outcome.created()).isEqualTo(history.getLast().size());
        assertThat(texts(empty)).isEmpty();
    }

    /** Broken off at any write, before or after it took effect: the next one ends it. */
    @Test
    void brokenOffAnywhereItIsRepeated() throws IOException {
        for (int write = 0; write < history.getLast().size(); write++) {
            for (Failure.When when : Failure.When.values()) {
                MemoryKeyValueStore records = new MemoryKeyValueStore();
                Failure failure = new Failure(write, when, Failure.Kind.FAILED);
                try {
                    rebuild(new FailingKeyValueStore(records, failure), RecordRebuild.Mode.WRITE);
                    throw new AssertionError("write %d did not fail".formatted(write));
                } catch (IOException e) {
                    assertThat(e).hasMessageStartingWith("injected");
                }
                requireRebuilt(records, "write %d, %s".formatted(write, when));
            }
        }
    }

    @Test
    void aWriteOfUnknownOutcomeIsLookedAt() throws IOException {
        for (int write = 0; write < history.getLast().size(); write++) {
            for (Failure.When when : Failure.When.values()) {
                MemoryKeyValueStore records = new MemoryKeyValueStore();
                Failure failure = new Failure(write, when, Failure.Kind.UNKNOWN);
                requireRebuilt(
                        new FailingKeyValueStore(records, failure),
                        "write %d, %s".formatted(write, when));
            }
        }
    }

    private static MemoryObjectStore without(MemoryObjectStore whole, String ending)
            throws IOException {
        MemoryObjectStore store = new MemoryObjectStore();
        for (ObjectInfo object : whole.list("", Optional.empty())) {
            if (!object.key().name().endsWith(ending)) {
                byte[] bytes = whole.open(object.key(), 0, object.bytes()).readAllBytes();
                store.put(object.key(), Content.of(bytes), StorageClass.STANDARD);
            }
        }
        return store;
    }
}
