package dev.firn.kv.memory;

import dev.firn.kv.ConditionFailedException;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.RecordKey;
import dev.firn.kv.ValueLimit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A {@link KeyValueStore} in memory. */
public final class MemoryKeyValueStore implements KeyValueStore {

    /** As in other stores, so that those who list learn to go on after a short page. */
    private static final int PAGE_BYTES = 1 << 20;

    private final TreeMap<RecordKey, Versioned> records =
            new TreeMap<>(
                    Comparator.comparing(RecordKey::table)
                            .thenComparing(RecordKey::partition)
                            .thenComparing(RecordKey::sort));
    private long lastVersion;

    @Override
    public synchronized Optional<Versioned> get(RecordKey key) {
        return Optional.ofNullable(records.get(key))
                .map(found -> new Versioned(found.value().clone(), found.version()));
    }

    @Override
    public synchronized Version create(RecordKey key, byte[] value)
            throws ConditionFailedException {
        ValueLimit.check(key, value);
        if (records.containsKey(key)) {
            throw new ConditionFailedException(key);
        }
        return write(key, value);
    }

    @Override
    public synchronized Version replace(RecordKey key, byte[] value, Version expected)
            throws ConditionFailedException {
        ValueLimit.check(key, value);
        require(key, expected);
        return write(key, value);
    }

    private Version write(RecordKey key, byte[] value) {
        Version version = new Version(Long.toString(++lastVersion));
        records.put(key, new Versioned(value.clone(), version));
        return version;
    }

    private void require(RecordKey key, Version expected) throws ConditionFailedException {
        Versioned found = records.get(key);
        if (found == null || !found.version().equals(expected)) {
            throw new ConditionFailedException(key);
        }
    }

    @Override
    public synchronized void delete(RecordKey key, Version expected)
            throws ConditionFailedException {
        require(key, expected);
        records.remove(key);
    }

    @Override
    public synchronized List<Entry> list(
            String table, String partition, String sortPrefix, Optional<String> after) {
        List<Entry> page = new ArrayList<>();
        long bytes = 0;
        for (var entry : records.entrySet()) {
            RecordKey key = entry.getKey();
            if (key.table().equals(table)
                    && key.partition().equals(partition)
                    && key.sort().startsWith(sortPrefix)
                    && (after.isEmpty() || key.sort().compareTo(after.get()) > 0)) {
                if (page.size() == PAGE_RECORDS_MAX || bytes >= PAGE_BYTES) {
                    break;
                }
                bytes += entry.getValue().value().length;
                Versioned found = entry.getValue();
                page.add(new Entry(key, found.value().clone(), found.version()));
            }
        }
        return page;
    }

    @Override
    public void close() {}
}
