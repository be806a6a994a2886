package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.firn.kv.KeyValueStore.Entry;
import dev.firn.kv.memory.MemoryKeyValueStore;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whatever in a vault is damaged, and however, a restore either brings back what was stored
 * or says that the vault is damaged: a script tells that from all other failures. Method: damage
 * every object and every record, one at a time, in several ways, and restore.
 */
class AnyDamageTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());
    private static final int FLIPS = 12;

    private final Random random = new Random(SEED);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Snapshot newest;

    @SuppressWarnings("NullAway.Init") // set before each test
    private byte[] expected;

    @BeforeEach
    void store() throws IOException {
        System.out.println("seed " + SEED);
        world = new World(home, 100_000);
        world.backUp();
        world.volume.change();
        world.backUp();
        newest = world.stored().getLast();
        expected = restored();
    }

    /** The chain's streams, one after the other. */
    private byte[] restored() throws IOException {
        Lookup lookup = new Lookup(world.open().catalog(), ZoneOffset.UTC, world.said);
        Lookup.Found found = lookup.snapshot("photos@" + newest.id());
        ByteArrayOutputStream streams = new ByteArrayOutputStream();
        Restore restore = world.restore(new NoDestination());
        for (Snapshot snapshot : Chain.to(found.snapshot(), world.open().catalog(), _ -> false)) {
            restore.stream(
                    new Lookup.Found(found.volume(), snapshot, found.name()),
                    Channels.newChannel(streams));
        }
        return streams.toByteArray();
    }

    /** Every way to damage {@code bytes}; {@code other} stands where they should. */
    private List<byte[]> damaged(byte[] bytes, byte[] other) {
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
    void anObject() throws IOException {
        List<ObjectInfo> objects = world.objects.list("", Optional.empty());
        for (int i = 0; i < objects.size(); i++) {
            ObjectKey key = objects.get(i).key();
            byte[] before = bytes(key);
            byte[] other = bytes(objects.get((i + 1) % objects.size()).key());
            for (byte[] bytes : damaged(before, other)) {
                world.objects.damage(key, bytes);
                assertRightOrDamage(key.name(), bytes, tryRestore());
            }
            world.objects.damage(key, before);
        }
        assertThat(restored()).isEqualTo(expected);
    }

    private byte[] bytes(ObjectKey key) throws IOException {
        long bytes = world.objects.info(key).orElseThrow().bytes();
        return world.objects.open(key, 0, bytes).readAllBytes();
    }

    private @Nullable Throwable tryRestore() {
        return catchThrowable(() -> assertThat(restored()).isEqualTo(expected));
    }

    /** Not every byte matters: a line of a key can end in this way or that. */
    private static void assertRightOrDamage(String name, byte[] bytes, @Nullable Throwable thrown) {
        if (thrown == null) {
            return;
        }
        assertThat(thrown)
                .as("%s: %s", name, Arrays.toString(Arrays.copyOf(bytes, 100)))
                .isInstanceOfSatisfying(
                        UserException.class,
                        e -> assertThat(e.kind()).isEqualTo(ErrorKind.VAULT_DAMAGED));
    }

    /** Records are not signed: a damaged one can also be a right one of something else. */
    @Test
    void aRecord() throws IOException {
        MemoryKeyValueStore whole = world.records;
        List<Entry> entries = entries(whole);
        for (Entry entry : entries) {
            byte[] other = entries.get((entries.indexOf(entry) + 1) % entries.size()).value();
            for (byte[] bytes : damaged(entry.value(), other)) {
                world.records = with(entries, entry, bytes);
                String name = entry.key().toString();
                Throwable thrown = tryRestore();
                if (thrown instanceof UserException e && e.kind() != ErrorKind.VAULT_DAMAGED) {
                    assertThat(e.getMessage()).containsAnyOf("cannot find ", "it has format ");
                } else {
                    assertRightOrDamage(name, bytes, thrown);
                }
            }
        }
    }

    private List<Entry> entries(MemoryKeyValueStore store) {
        String volume = newest.place().volume().toString();
        List<Entry> entries = new ArrayList<>();
        entries.addAll(store.list("heads", "volumes", "", Optional.empty()));
        entries.addAll(store.list("sequences", volume, "", Optional.empty()));
        entries.addAll(store.list("snapshots", volume, "", Optional.empty()));
        assertThat(entries).hasSize(4);
        return entries;
    }

    private static MemoryKeyValueStore with(List<Entry> entries, Entry damaged, byte[] bytes)
            throws IOException {
        MemoryKeyValueStore store = new MemoryKeyValueStore();
        for (Entry entry : entries) {
            store.create(entry.key(), entry.equals(damaged) ? bytes : entry.value());
        }
        return store;
    }
}
