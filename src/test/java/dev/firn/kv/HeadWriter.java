package dev.firn.kv;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firn.kv.KeyValueStore.Versioned;
import dev.firn.report.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Changes the heads of a vault as one of several processes. A head's value counts the changes of
 * every writer, so that a lost one shows.
 */
public final class HeadWriter {

    private static final int HEADS = 3;
    private static final int FAILURES_MAX = 1000;

    private final KeyValueStore store;
    private final String name;
    private int changes;
    private int unknown;
    private int failures;

    /**
     * A writer.
     *
     * @param name what its changes are counted under
     */
    public HeadWriter(KeyValueStore store, String name) {
        this.store = store;
        this.name = name;
    }

    private static RecordKey head(int number) {
        return new RecordKey("heads", "volumes", "volume" + number % HEADS);
    }

    /** Changes the heads so often, one after the other. */
    public void change(int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            changeOne(head(round));
        }
    }

    private void changeOne(RecordKey head) throws IOException {
        while (true) {
            try {
                write(head, store.get(head));
                changes++;
                return;
            } catch (OutcomeUnknownException e) {
                unknown++;
            } catch (ConditionFailedException e) {
                // Another was faster: read again.
            } catch (UserException e) {
                if (++failures > FAILURES_MAX) {
                    throw e; // the store is gone for good
                }
            }
        }
    }

    private void write(RecordKey head, Optional<Versioned> found) throws IOException {
        Map<String, Integer> counts = counts(found);
        counts.merge(name, 1, Integer::sum);
        String text =
                counts.entrySet().stream().map(Object::toString).collect(Collectors.joining(" "));
        if (found.isPresent()) {
            store.replace(head, text.getBytes(UTF_8), found.get().version());
        } else {
            store.create(head, text.getBytes(UTF_8));
        }
    }

    /**
     * Holds on to what it has read until others have changed it, and writes only then, until the
     * others have made so many changes; now and then a change of its own is up to date.
     *
     * @return how many of its writes came too late
     */
    public int writeTooLate(int changesOfOthers) throws IOException {
        int late = 0;
        for (int round = 0; changes(store, name) < changesOfOthers; round++) {
            RecordKey head = head(round);
            Optional<Versioned> stale = store.get(head);
            if (round % 7 == 0) {
                changeOne(head);
            }
            boolean isStale = false;
            while (!isStale && changes(store, name) < changesOfOthers) {
                isStale = !version(store.get(head)).equals(version(stale));
            }
            if (isStale) {
                try {
                    write(head, stale);
                    throw new IllegalStateException("a stale write to " + head + " was accepted");
                } catch (ConditionFailedException e) {
                    late++;
                }
            }
        }
        return late;
    }

    /** What its changes are counted under. */
    public String name() {
        return name;
    }

    /** How many changes were accepted. */
    public int changes() {
        return changes;
    }

    /** How many more may have been made. */
    public int unknown() {
        return unknown;
    }

    private static Optional<KeyValueStore.Version> version(Optional<Versioned> found) {
        return found.map(Versioned::version);
    }

    /** The changes in all heads but those of one writer. */
    private static int changes(KeyValueStore store, String but) throws IOException {
        Map<String, Integer> counts = counts(store);
        counts.remove(but);
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The changes in all heads, by writer. */
    public static Map<String, Integer> counts(KeyValueStore store) throws IOException {
        TreeMap<String, Integer> all = new TreeMap<>();
        for (int i = 0; i < HEADS; i++) {
            counts(store.get(head(i))).forEach((writer, n) -> all.merge(writer, n, Integer::sum));
        }
        return all;
    }

    private static Map<String, Integer> counts(Optional<Versioned> found) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        found.map(head -> new String(head.value(), UTF_8)).stream()
                .flatMap(text -> Arrays.stream(text.split(" ", -1)))
                .forEach(count -> {
                    int equals = count.indexOf('=');
                    counts.put(
                            count.substring(0, equals),
                            Integer.valueOf(count.substring(equals + 1)));
                });
        return counts;
    }
}
