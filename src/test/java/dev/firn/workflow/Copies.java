package dev.firn.workflow;

import dev.firn.kv.KeyValueStore.Entry;
import dev.firn.kv.memory.MemoryKeyValueStore;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.memory.MemoryObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies of stores, which are older than what they are of as soon as that goes on. */
final class Copies {

    private Copies() {}

    /** The records of all volumes, as long as there is one page of each kind. */
    static MemoryKeyValueStore of(MemoryKeyValueStore records) throws IOException {
        List<Entry> all = new ArrayList<>();
        for (Entry head : records.list("heads", "volumes", "", Optional.empty())) {
            all.add(head);
            String volume = head.key().sort();
            all.addAll(records.list("sequences", volume, "", Optional.empty()));
            for (Entry snapshot : records.list("snapshots", volume, "", Optional.empty())) {
                all.add(snapshot);
                all.addAll(records.list("chunks", snapshot.key().sort(), "", Optional.empty()));
            }
        }
        MemoryKeyValueStore copy = new MemoryKeyValueStore();
        for (Entry entry : all) {
            copy.create(entry.key(), entry.value());
        }
        return copy;
    }

    static MemoryObjectStore of(MemoryObjectStore objects) throws IOException {
        MemoryObjectStore copy = new MemoryObjectStore();
        for (ObjectInfo info : objects.list("", Optional.empty())) {
            try (InputStream in = objects.open(info.key(), 0, info.bytes())) {
                copy.put(info.key(), Content.of(in.readAllBytes()));
            }
        }
        return copy;
    }
}
