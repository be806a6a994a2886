package dev.firn.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The promises of {@link ObjectStore}, one test each. Every implementation has a test that extends
 * this.
 */
public abstract class ObjectStoreContract {

    private static final ObjectKey KEY = new ObjectKey("chunks/one");

    @SuppressWarnings("NullAway.Init") // set before each test
    private ObjectStore store;

    /** A new, empty store. */
    protected abstract ObjectStore newStore() throws IOException;

    /** Another way into the data of {@code store}, as another process has it. */
    protected abstract ObjectStore secondView(ObjectStore store) throws IOException;

    /** How many entries the paging test makes. */
    protected int manyEntries() {
        return 10_000;
    }

    /** More objects than are deleted with one request. */
    protected int moreThanAPage() {
        return ObjectStore.PAGE_ENTRIES_MAX + 100;
    }

    @BeforeEach
    void open() throws IOException {
        store = newStore();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(UTF_8));
    }

    private byte[] read(ObjectKey key) throws IOException {
        long bytes = store.info(key).orElseThrow().bytes();
        try (InputStream in = store.open(key, 0, bytes)) {
            return in.readAllBytes();
        }
    }

    private List<String> names(String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        Optional<ObjectKey> after = Optional.empty();
        while (true) {
            List<ObjectInfo> page = store.list(prefix, after);
            if (page.isEmpty()) {
                return names;
            }
            assertThat(page.size()).isLessThanOrEqualTo(ObjectStore.PAGE_ENTRIES_MAX);
            page.forEach(info -> names.add(info.key().name()));
            after = Optional.of(page.getLast().key());
        }
    }

    @Test
    void opensWhatWasPut() throws IOException {
        store.put(KEY, content("ice"));

        assertThat(read(KEY)).asString().isEqualTo("ice");
        assertThat(store.info(KEY)).contains(new ObjectInfo(KEY, 3));
    }

    @Test
    void keepsAnEmptyObject() throws IOException {
        store.put(KEY, content(""));

        assertThat(read(KEY)).isEmpty();
        assertThat(names("")).containsExactly(KEY.name());
    }

    @Test
    void keepsALargeObject() throws IOException {
        byte[] large = new byte[9_000_001];
        new Random(1).nextBytes(large);

        store.put(KEY, Content.of(large));

        assertThat(read(KEY)).isEqualTo(large);
    }

    @Test
    void opensRanges() throws IOException {
        store.put(KEY, content("0123456789"));

        for (int[] range : new int[][] {{0, 1}, {9, 1}, {3, 4}, {0, 10}, {10, 0}, {0, 0}}) {
            try (InputStream in = store.open(KEY, range[0], range[1])) {
                assertThat(in.readAllBytes())
                        .asString()
                        .isEqualTo("0123456789".substring(range[0], range[0] + range[1]));
            }
        }
        for (long[] range : new long[][] {{0, 11}, {10, 1}, {11, 0}, {-1, 2}, {2, -1}}) {
            assertThatThrownBy(
                            () -> {
                                try (InputStream in = store.open(KEY, range[0], range[1])) {
                                    in.readAllBytes();
                                }
                            })
                    .as("%d bytes from %d", range[1], range[0])
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void saysThatAnObjectIsAbsent() throws IOException {
        assertThatThrownBy(() -> store.open(KEY, 0, 1))
                .isInstanceOf(NoSuchObjectException.class)
                .hasMessage("object 'chunks/one' does not exist");
        assertThat(store.info(KEY)).isEmpty();
        assertThat(store.info(new ObjectKey("chunks"))).isEmpty();
        assertThat(store.list("", Optional.empty())).isEmpty();
    }

    @Test
    void putLeavesAnExistingObjectAlone() throws IOException {
        store.put(KEY, content("first"));

        assertThatThrownBy(() -> store.put(KEY, content("second")))
                .isInstanceOf(ObjectExistsException.class)
                .hasMessage("object 'chunks/one' exists already");

        assertThat(read(KEY)).asString().isEqualTo("first");
    }

    @Test
    void refusesContentThatIsNotWhatItSays() throws IOException {
        Content longer = new AnnouncedContent("ice", 4, Sha256.of("ice".getBytes(UTF_8)));
        Content shorter = new AnnouncedContent("ice", 2, Sha256.of("ice".getBytes(UTF_8)));
        Content other = new AnnouncedContent("ice", 3, Sha256.of("ica".getBytes(UTF_8)));
        for (Content content : List.of(longer, shorter, other)) {
            assertThatThrownBy(() -> store.put(KEY, content))
                    .isInstanceOf(CorruptContentException.class);
            assertThat(store.info(KEY)).isEmpty();
            assertThat(names("")).isEmpty();
        }
        store.put(KEY, content("ice"));
    }

    @Test
    void aFailedPutLeavesNothingBehind() throws IOException {
        Content broken = BrokenContent.afterBytes(1, new IOException("broken"));
        assertThatThrownBy(() -> store.put(KEY, broken)).isInstanceOf(IOException.class);

        assertThat(store.info(KEY)).isEmpty();
        assertThat(names("")).isEmpty();
        store.put(KEY, content("ice"));
    }

    @Test
    void listsInOrderOfTheKeysCharacters() throws IOException {
        List<String> keys =
                List.of("a", "a-b", "a.b", "a/b", "a/b-c/d", "a/b/c", "a0", "aB", "a_", "ab", "b");
        for (String key : keys.reversed()) {
            if (!key.equals("a") && !key.equals("a/b")) {
                store.put(new ObjectKey(key), content(key));
            }
        }
        assertThat(names(""))
                .containsExactly("a-b", "a.b", "a/b-c/d", "a/b/c", "a0", "aB", "a_", "ab", "b");
        assertThat(names("a/")).containsExactly("a/b-c/d", "a/b/c");
        assertThat(names("a/b")).containsExactly("a/b-c/d", "a/b/c");
        assertThat(names("a.")).containsExactly("a.b");
        assertThat(names("c")).isEmpty();
        for (String after : keys) {
            List<String> rest =
                    store.list("", Optional.of(new ObjectKey(after))).stream()
                            .map(info -> info.key().name())
                            .toList();
            assertThat(rest)
                    .as("after %s", after)
                    .isEqualTo(names("").stream().filter(n -> n.compareTo(after) > 0).toList());
        }
    }

    @Test
    void listsEveryOneOfManyObjectsOnce() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < manyEntries(); i++) {
            String name = "chunks/%02x/%06d".formatted(i % 7, i);
            store.put(new ObjectKey(name), content(""));
            expected.add(name);
        }
        expected.sort(null);

        assertThat(names("chunks/")).isEqualTo(expected);
        assertThat(names("chunks/03/"))
                .isEqualTo(expected.stream().filter(n -> n.startsWith("chunks/03/")).toList());
    }

    /** Goal: any prefix and any start of a page. Method: compare with a sorted set. */
    @Test
    void listsWhatASortedSetWouldHave() throws IOException {
        long seed = Long.getLong("firn.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        NavigableSet<String> model = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            // The last segment ends as no other does: a directory cannot have a file of its name.
            String name = randomName(random) + "z";
            if (model.add(name)) {
                store.put(new ObjectKey(name), content(name));
            }
        }
        for (int i = 0; i < 300; i++) {
            String prefix = randomName(random).substring(random.nextInt(2));
            String start = prefix.substring(0, random.nextInt(prefix.length() + 1));
            String after = randomName(random);
            assertThat(store.list(start, Optional.of(new ObjectKey(after))))
                    .as("seed %d: '%s' after '%s'", seed, start, after)
                    .extracting(info -> info.key().name())
                    .containsExactlyElementsOf(
                            model.tailSet(after, false).stream()
                                    .filter(name -> name.startsWith(start))
                                    .toList());
        }
    }

    private static String randomName(Random random) {
        List<String> segments = List.of("a", "a-", "a.b", "a0", "A", "b_", "ab", "-", "0");
        StringBuilder name = new StringBuilder(segments.get(random.nextInt(segments.size())));
        for (int more = random.nextInt(4); more > 0; more--) {
            name.append('/').append(segments.get(random.nextInt(segments.size())));
        }
        return name.toString();
    }

    @Test
    void readsARangeInPiecesOfAnySize() throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(2).nextBytes(bytes);
        store.put(KEY, Content.of(bytes));

        try (InputStream in = store.open(KEY, 1000, 2_500_000)) {
            assertThat(in.read()).isEqualTo(bytes[1000] & 0xff);
            assertThat(in.skip(9)).isPositive();
        }
        try (InputStream in = store.open(KEY, 1000, 2_500_000)) {
            assertThat(in.readNBytes(7)).isEqualTo(Arrays.copyOfRange(bytes, 1000, 1007));
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 1007, 2_501_000));
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[5])).isEqualTo(-1);
        }
    }

    @Test
    void contentThatFailsUnexpectedlyLeavesNothingBehind() throws IOException {
        Content broken = BrokenContent.afterBytes(3, new IllegalStateException("broken"));
        assertThatThrownBy(() -> store.put(KEY, broken)).hasMessageContaining("broken");

        assertThat(store.info(KEY)).isEmpty();
        assertThat(names("")).isEmpty();
    }

    @Test
    void anotherProcessSeesEveryChangeAtOnce() throws IOException {
        try (ObjectStore other = secondView(store)) {
            store.put(KEY, content("ice"));
            assertThat(other.info(KEY)).contains(new ObjectInfo(KEY, 3));
            assertThat(other.list("chunks/", Optional.empty())).hasSize(1);
            assertThatThrownBy(() -> other.put(KEY, content("snow")))
                    .isInstanceOf(ObjectExistsException.class);
            other.delete(List.of(KEY));
            assertThat(store.info(KEY)).isEmpty();
            store.put(KEY, content("snow"));
            assertThat(other.info(KEY)).contains(new ObjectInfo(KEY, 4));
        }
    }

    @Test
    void deletesMoreThanAPageOfObjects() throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < moreThanAPage(); i++) {
            keys.add(new ObjectKey("many/%d/%d".formatted(i % 3, i)));
            store.put(keys.getLast(), content(""));
        }
        store.put(KEY, content("ice"));

        store.delete(keys);

        assertThat(names("")).containsExactly(KEY.name());
    }

    @Test
    void deletesAndForgets() throws IOException {
        store.put(KEY, content("first"));
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            keys.add(new ObjectKey("many/" + i));
        }
        for (ObjectKey key : keys.subList(0, 20)) {
            store.put(key, content("x"));
        }
        keys.add(KEY);

        store.delete(keys); // most of them were never there

        assertThat(names("")).isEmpty();
        assertThat(store.info(KEY)).isEmpty();
        store.put(KEY, content("second"));
        assertThat(read(KEY)).asString().isEqualTo("second");
        store.delete(List.of());
    }

    @Test
    void ofSeveralWritersOfAKeyExactlyOneWins() throws Exception {
        ObjectStore other = secondView(store);
        for (int round = 0; round < 20; round++) {
            ObjectKey key = new ObjectKey("race/" + round);
            List<Callable<String>> writers = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                String text = ("writer " + writer + " ").repeat(5000);
                ObjectStore view = writer % 2 == 0 ? store : other;
                writers.add(() -> {
                    try {
                        view.put(key, content(text));
                        return text;
                    } catch (ObjectExistsException e) {
                        return "";
                    }
                });
            }
            List<String> winners = run(writers).stream().filter(s -> !s.isEmpty()).toList();

            assertThat(winners).hasSize(1);
            assertThat(read(key)).asString().isEqualTo(winners.getFirst());
        }
    }

    @Test
    void writersOfDifferentKeysDoNotDisturbEachOther() throws Exception {
        List<Callable<String>> writers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String name = "deep/%d/%d/object".formatted(i % 3, i);
            writers.add(() -> {
                store.put(new ObjectKey(name), content(name));
                return name;
            });
        }
        for (String name : run(writers)) {
            assertThat(read(new ObjectKey(name))).asString().isEqualTo(name);
        }
    }

    private static <T> List<T> run(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
