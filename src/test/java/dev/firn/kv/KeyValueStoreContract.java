package dev.firn.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.kv.KeyValueStore.Entry;
import dev.firn.kv.KeyValueStore.Version;
import dev.firn.kv.KeyValueStore.Versioned;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The promises of {@link KeyValueStore}, one test each. Every implementation has a test that
 * extends this.
 */
public abstract class KeyValueStoreContract {

    private static final RecordKey KEY = new RecordKey("heads", "volumes", "one");

    @SuppressWarnings("NullAway.Init") // set before each test
    private KeyValueStore store;

    /** A new, empty store. */
    protected abstract KeyValueStore newStore() throws IOException;

    /** Another way into the data of {@code store}, as another process has it. */
    protected abstract KeyValueStore secondView(KeyValueStore store) throws IOException;

    /** How many records the paging test makes. */
    protected int manyRecords() {
        return 10_000;
    }

    @BeforeEach
    void open() throws IOException {
        store = newStore();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private String value(RecordKey key) throws IOException {
        return store.get(key).map(found -> new String(found.value(), UTF_8)).orElse("absent");
    }

    private static RecordKey key(String sort) {
        return new RecordKey("snapshots", "volume", sort);
    }

    private List<String> sorts(String prefix) throws IOException {
        List<String> sorts = new ArrayList<>();
        Optional<String> after = Optional.empty();
        while (true) {
            List<Entry> page = store.list("snapshots", "volume", prefix, after);
            if (page.isEmpty()) {
                return sorts;
            }
            assertThat(page.size()).isLessThanOrEqualTo(KeyValueStore.PAGE_RECORDS_MAX);
            page.forEach(entry -> sorts.add(entry.key().sort()));
            after = Optional.of(page.getLast().key().sort());
        }
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ConditionFailedException.class)
                .hasMessageContaining("was changed by someone else");
    }

    @Test
    void getsWhatWasCreated() throws IOException {
        Version version = store.create(KEY, bytes("ice"));

        Versioned found = store.get(KEY).orElseThrow();
        assertThat(found.value()).isEqualTo(bytes("ice"));
        assertThat(found.version()).isEqualTo(version);
        assertThat(store.get(key("other"))).isEmpty();
    }

    @Test
    void createsOnlyWhatIsNotThere() throws IOException {
        store.create(KEY, bytes("first"));

        refused(() -> store.create(KEY, bytes("second")));

        assertThat(value(KEY)).isEqualTo("first");
    }

    @Test
    void replacesOnlyTheExpectedVersion() throws IOException {
        Version first = store.create(KEY, bytes("first"));
        Version second = store.replace(KEY, bytes("second"), first);

        refused(() -> store.replace(KEY, bytes("third"), first));
        refused(() -> store.replace(key("absent"), bytes("third"), second));
        refused(() -> store.replace(KEY, bytes("third"), new Version("no such version")));

        assertThat(value(KEY)).isEqualTo("second");
        assertThat(second).isNotEqualTo(first);
        assertThat(store.replace(KEY, bytes("second"), second)).isNotEqualTo(second);
    }

    @Test
    void deletesOnlyTheExpectedVersion() throws IOException {
        Version first = store.create(KEY, bytes("first"));
        Version second = store.replace(KEY, bytes("second"), first);

        refused(() -> store.delete(KEY, first));
        refused(() -> store.delete(key("absent"), second));
        store.delete(KEY, second);

        assertThat(store.get(KEY)).isEmpty();
        refused(() -> store.delete(KEY, second));
    }

    @Test
    void aVersionIsNeverUsedAgain() throws IOException {
        Set<Version> seen = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            Version created = store.create(KEY, bytes("same"));
            Version replaced = store.replace(KEY, bytes("same"), created);
            assertThat(seen.add(created)).isTrue();
            assertThat(seen.add(replaced)).isTrue();
            store.delete(KEY, replaced);
            for (Version old : seen) {
                refused(() -> store.replace(KEY, bytes("same"), old));
            }
        }
    }

    @Test
    void keepsAnyBytesUpToTheLimit() throws IOException {
        byte[] large = new byte[KeyValueStore.VALUE_BYTES_MAX];
        new Random(1).nextBytes(large);
        Version version = store.create(KEY, large);
        assertThat(store.get(KEY).orElseThrow().value()).isEqualTo(large);
        store.replace(KEY, new byte[0], version);
        assertThat(store.get(KEY).orElseThrow().value()).isEmpty();
        assertThatThrownBy(() -> store.create(key("x"), new byte[large.length + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("350001 bytes, more than 350000");
        assertThat(store.get(key("x"))).isEmpty();
    }

    @Test
    void valuesAreTheCallersOwn() throws IOException {
        byte[] value = bytes("ice");
        store.create(KEY, value);
        value[0] = 'X';
        store.get(KEY).orElseThrow().value()[1] = 'X';

        assertThat(value(KEY)).isEqualTo("ice");
    }

    @Test
    void tablesAndPartitionsAreApart() throws IOException {
        store.create(new RecordKey("snapshots", "volume", "a"), bytes("1"));
        store.create(new RecordKey("snapshots", "volume2", "a"), bytes("2"));
        store.create(new RecordKey("snapshots2", "volume", "a"), bytes("3"));
        store.create(new RecordKey("snapshots", "volume", "b"), bytes("4"));

        assertThat(sorts("")).containsExactly("a", "b");
        assertThat(value(new RecordKey("snapshots2", "volume", "a"))).isEqualTo("3");
        assertThat(store.list("none", "volume", "", Optional.empty())).isEmpty();
    }

    @Test
    void listsInOrderOfTheCharacters() throws IOException {
        List<String> all =
                List.of("A", "Z", "_", "a", "a-b", "a.b", "a/b", "a/b/c", "a0", "ab", "b");
        for (String sort : all.reversed()) {
            store.create(key(sort), bytes(sort));
        }
        assertThat(sorts("")).isEqualTo(all);
        assertThat(sorts("a/")).containsExactly("a/b", "a/b/c");
        assertThat(sorts("a")).isEqualTo(all.subList(3, 10));
        assertThat(sorts("c")).isEmpty();
        List<Entry> rest = store.list("snapshots", "volume", "a", Optional.of("a.b"));
        assertThat(rest.getFirst().key().sort()).isEqualTo("a/b");
        assertThat(rest.getFirst().value()).isEqualTo(bytes("a/b"));
        Version listed = rest.getFirst().version();
        assertThat(store.get(key("a/b")).orElseThrow().version()).isEqualTo(listed);
    }

    @Test
    void listsEveryOneOfManyRecordsOnceWhileOthersWrite() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < manyRecords(); i++) {
            String sort = "%06d".formatted(i);
            store.create(key(sort), bytes("value of " + i));
            expected.add(sort);
        }
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> writer =
                    threads.submit(() -> {
                        for (int i = 0; i < 50; i++) {
                            store.create(key("%06d-new".formatted(i * 97)), bytes("new"));
                        }
                        return null;
                    });
            List<String> listed = new ArrayList<>(sorts(""));
            listed.removeIf(sort -> sort.endsWith("-new"));

            assertThat(listed).isEqualTo(expected);
            writer.get();
        }
    }

    @Test
    void listsEveryOneOfTheLongestRecordsOnce() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            byte[] longest = new byte[KeyValueStore.VALUE_BYTES_MAX];
            longest[0] = (byte) i;
            expected.add("long%02d".formatted(i));
            store.create(key(expected.getLast()), longest);
        }
        assertThat(sorts("")).isEqualTo(expected);
        assertThat(sorts("long0")).isEqualTo(expected.subList(0, 10));
    }

    @Test
    void takesTheLongestKeys() throws IOException {
        RecordKey longest = new RecordKey("t".repeat(200), "-/._Az09".repeat(25), "s/".repeat(100));
        store.create(longest, bytes("ice"));

        assertThat(value(longest)).isEqualTo("ice");
        List<Entry> page = store.list(longest.table(), longest.partition(), "s/", Optional.empty());
        assertThat(page).extracting(Entry::key).containsExactly(longest);
    }

    /** Goal: any order of calls. Method: compare with a sorted map. */
    @Test
    void behavesAsASortedMapWould() throws IOException {
        long seed = Long.getLong("firn.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        NavigableMap<String, Versioned> model = new TreeMap<>();
        for (int step = 0; step < 500; step++) {
            String sort = "a/-.0b_".substring(random.nextInt(4)).repeat(1 + random.nextInt(3));
            byte[] value = bytes("value " + step);
            Versioned old = model.get(sort);
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (old == null) {
                        model.put(sort, new Versioned(value, store.create(key(sort), value)));
                    } else {
                        refused(() -> store.create(key(sort), value));
                    }
                }
                case 1 -> {
                    if (old != null) {
                        Version now = store.replace(key(sort), value, old.version());
                        refused(() -> store.replace(key(sort), value, old.version()));
                        model.put(sort, new Versioned(value, now));
                    }
                }
                case 2 -> {
                    if (old != null) {
                        store.delete(key(sort), old.version());
                        model.remove(sort);
                    }
                }
                default -> {
                    assertThat(sorts(""))
                            .as("seed %d", seed)
                            .isEqualTo(List.copyOf(model.keySet()));
                    assertThat(value(key(sort)))
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(old == null ? "absent" : new String(old.value(), UTF_8));
                }
            }
        }
    }

    @Test
    void concurrentChangesLoseNothing() throws Exception {
        KeyValueStore other = secondView(store);
        int writers = 4;
        int rounds = 50;
        store.create(KEY, bytes("0"));
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            KeyValueStore view = writer % 2 == 0 ? store : other;
            tasks.add(() -> {
                int done = 0;
                while (done < rounds) {
                    Versioned now = view.get(KEY).orElseThrow();
                    int next = Integer.parseInt(new String(now.value(), UTF_8)) + 1;
                    try {
                        view.replace(KEY, bytes(Integer.toString(next)), now.version());
                        done++;
                    } catch (ConditionFailedException e) {
                        // Another was faster: read again.
                    }
                }
                return done;
            });
        }
        run(tasks);

        assertThat(value(KEY)).isEqualTo(Integer.toString(writers * rounds));
        other.close();
    }

    @Test
    void ofSeveralCreatorsExactlyOneWins() throws Exception {
        for (int round = 0; round < 10; round++) {
            RecordKey key = key("race" + round);
            List<Callable<Integer>> creators = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                creators.add(() -> {
                    try {
                        store.create(key, bytes("x"));
                        return 1;
                    } catch (ConditionFailedException e) {
                        return 0;
                    }
                });
            }
            assertThat(run(creators).stream().mapToInt(Integer::intValue).sum()).isEqualTo(1);
        }
    }

    @Test
    void anotherProcessSeesEveryWriteAtOnce() throws IOException {
        try (KeyValueStore other = secondView(store)) {
            Version first = store.create(KEY, bytes("first"));
            assertThat(other.get(KEY).orElseThrow().version()).isEqualTo(first);
            Version second = other.replace(KEY, bytes("second"), first);
            assertThat(value(KEY)).isEqualTo("second");
            refused(() -> store.replace(KEY, bytes("third"), first));
            store.delete(KEY, second);
            assertThat(other.get(KEY)).isEmpty();
        }
    }

    private static <T> List<T> run(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
