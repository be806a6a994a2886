package dev.firn.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.kv.KeyValueStore.Entry;
import dev.firn.kv.KeyValueStore.Version;
import dev.firn.kv.KeyValueStore.Versioned;
import dev.firn.report.UserException;
import dev.firn.testing.Fault;
import dev.firn.testing.FaultyProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Random calls of a store whose server is reached through a {@link FaultyProxy}, compared with what
 * is there: what succeeded happened, what failed did not, and only what is called unknown may be
 * either. Requests that were delayed arrive at random moments, and must change nothing any more.
 */
public final class FaultyRecords {

    private static final List<String> SORTS = List.of("a", "a/b", "b", "c");

    private final Random random;
    private final KeyValueStore faulty;
    private final KeyValueStore direct;
    private final FaultyProxy proxy;
    private final Map<String, Optional<Versioned>> model = new HashMap<>();
    private final Map<String, Integer> outcomes = new HashMap<>();
    private String step = "";

    /**
     * Calls of {@code faulty}, which goes through {@code proxy}; {@code direct} goes to the server
     * itself.
     */
    public FaultyRecords(
            Random random, KeyValueStore faulty, KeyValueStore direct, FaultyProxy proxy) {
        this.random = random;
        this.faulty = faulty;
        this.direct = direct;
        this.proxy = proxy;
    }

    /** The faults of a random half of all requests. */
    public static Function<String, Fault> half(Random random, List<Fault> kinds) {
        return _ ->
                random.nextBoolean() ? kinds.get(random.nextInt(kinds.size())) : new Fault.None();
    }

    /** Makes random calls; returns how often each kind of call had each kind of outcome. */
    public Map<String, Integer> run(int steps) throws IOException {
        SORTS.forEach(sort -> model.put(sort, Optional.empty()));
        for (int i = 0; i < steps; i++) {
            String sort = SORTS.get(random.nextInt(SORTS.size()));
            switch (random.nextInt(6)) {
                case 0, 1 -> create(i, sort);
                case 2 -> replace(i, sort);
                case 3 -> delete(i, sort);
                case 4 -> writeWithAnOldVersion(i, sort);
                default -> list(i);
            }
            if (random.nextInt(20) == 0) {
                proxy.deliver();
                SORTS.forEach(this::compare);
            }
        }
        proxy.deliver();
        SORTS.forEach(this::compare);
        return outcomes;
    }

    private static RecordKey key(String sort) {
        return new RecordKey("snapshots", "volume", sort);
    }

    private static byte[] value(int i) {
        return ("value " + i).getBytes(UTF_8);
    }

    private interface Call {
        Optional<Versioned> run() throws IOException;
    }

    private void create(int i, String sort) throws IOException {
        byte[] value = value(i);
        boolean isTaken = model(sort).isPresent();
        write(
                i,
                "create",
                sort,
                Optional.of(value),
                isTaken,
                () -> Optional.of(new Versioned(value, faulty.create(key(sort), value))));
    }

    private void replace(int i, String sort) throws IOException {
        if (model(sort).isEmpty()) {
            return;
        }
        byte[] value = value(i);
        Version old = model(sort).get().version();
        write(
                i,
                "replace",
                sort,
                Optional.of(value),
                false,
                () -> Optional.of(new Versioned(value, faulty.replace(key(sort), value, old))));
    }

    private void delete(int i, String sort) throws IOException {
        if (model(sort).isEmpty()) {
            return;
        }
        Version old = model(sort).get().version();
        write(
                i,
                "delete",
                sort,
                Optional.empty(),
                false,
                () -> {
                    faulty.delete(key(sort), old);
                    return Optional.empty();
                });
    }

    private void writeWithAnOldVersion(int i, String sort) throws IOException {
        byte[] value = value(i);
        Version none = new Version("\"0123456789abcdef0123456789abcdef\"");
        write(
                i,
                "stale",
                sort,
                Optional.of(value),
                true,
                () -> Optional.of(new Versioned(value, faulty.replace(key(sort), value, none))));
    }

    /**
     * A write.
     *
     * @param i the number of the step
     * @param wanted the value after it, empty for no record
     * @param mustFail whether it is against the record there
     */
    private void write(
            int i, String verb, String sort, Optional<byte[]> wanted, boolean mustFail, Call call)
            throws IOException {
        step = "%d %s %s".formatted(i, verb, sort);
        try {
            Optional<Versioned> now = call.run();
            assertThat(mustFail).as("%s succeeded", step).isFalse();
            model.put(sort, now);
            count(verb, "done");
        } catch (ConditionFailedException e) {
            assertThat(mustFail).as("%s was refused", step).isTrue();
            count(verb, "refused");
        } catch (OutcomeUnknownException e) {
            proxy.deliver();
            Optional<Versioned> now = direct.get(key(sort));
            if (!mustFail && !isSame(now, model(sort))) {
                assertThat(now.map(Versioned::value))
                        .as(step)
                        .usingRecursiveComparison()
                        .isEqualTo(wanted);
                model.put(sort, now);
            }
            count(verb, "unknown");
        } catch (UserException e) {
            count(verb, "failed");
        }
        compare(sort);
    }

    private void list(int i) throws IOException {
        step = i + " list";
        List<String> found = new ArrayList<>();
        Optional<String> after = Optional.empty();
        try {
            while (true) {
                List<Entry> page = faulty.list("snapshots", "volume", "", after);
                if (page.isEmpty()) {
                    break;
                }
                page.forEach(entry -> found.add(entry.key().sort()));
                after = Optional.of(page.getLast().key().sort());
            }
        } catch (UserException e) {
            count("list", "failed");
            return;
        }
        TreeSet<String> expected = new TreeSet<>(SORTS);
        expected.removeIf(sort -> model(sort).isEmpty());
        assertThat(found).as(step).containsExactlyElementsOf(expected);
        count("list", "done");
    }

    private void count(String verb, String outcome) {
        outcomes.merge(verb + " " + outcome, 1, Integer::sum);
    }

    private Optional<Versioned> model(String sort) {
        return model.getOrDefault(sort, Optional.empty());
    }

    private void compare(String sort) {
        try {
            Optional<Versioned> found = direct.get(key(sort));
            assertThat(isSame(found, model(sort)))
                    .as("after %s: %s has %s, not %s", step, sort, found, model(sort))
                    .isTrue();
        } catch (IOException e) {
            throw new AssertionError(step, e);
        }
    }

    private static boolean isSame(Optional<Versioned> a, Optional<Versioned> b) {
        return a.map(Versioned::version).equals(b.map(Versioned::version))
                && Arrays.equals(
                        a.map(Versioned::value).orElse(new byte[0]),
                        b.map(Versioned::value).orElse(new byte[0]));
    }
}
