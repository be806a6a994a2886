package dev.firn.index;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The subvolumes that a stream names, by number in the order in which they occur: the stream's own,
 * its parent, and others that clones come from.
 */
final class CloneSources {

    /** A subvolume as a command names it. */
    record Source(UUID uuid, long generation) {}

    private final Map<Source, Integer> numbers = new HashMap<>();
    private final List<Source> list = new ArrayList<>();

    int count() {
        return list.size();
    }

    /** The number of {@code source}; null if it has none. */
    @Nullable Integer numberOf(Source source) {
        return numbers.get(source);
    }

    Source get(int number) {
        return list.get(number);
    }

    /** Gives {@code source} the next number. */
    void add(Source source) {
        numbers.putIfAbsent(source, list.size());
        list.add(source);
    }
}
