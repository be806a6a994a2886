package dev.firn.catalog;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.firn.kv.ConditionFailedException;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStore.Entry;
import dev.firn.kv.KeyValueStore.Version;
import dev.firn.kv.KeyValueStore.Versioned;
import dev.firn.kv.OutcomeUnknownException;
import dev.firn.kv.RecordKey;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** Messages under keys: parses, checks the format number, and repeats what may be repeated. */
final class Records {

    private final KeyValueStore store;

    Records(KeyValueStore store) {
        this.store = store;
    }

    /** A value that was read, and the version to replace it with. */
    record Read<V>(V value, Version version) {}

    /**
     * How to read one kind of record.
     *
     * @param key under which a value belongs
     */
    record Kind<M extends MessageLite, V>(
            Parser<M> parser,
            Function<M, Integer> format,
            Function<M, V> read,
            Function<V, RecordKey> key) {}

    <M extends MessageLite, V> Optional<Read<V>> get(RecordKey key, Kind<M, V> kind)
            throws IOException {
        Optional<Versioned> found = store.get(key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Versioned record = found.get();
        return Optional.of(new Read<>(parse(key, record.value(), kind), record.version()));
    }

    /**
     * Every record of a partition whose sort part starts with {@code prefix}, in order, by pages.
     */
    <M extends MessageLite, V> void forEach(
            RecordKey prefix, String sortPrefix, Kind<M, V> kind, Visitor<V> visitor)
            throws IOException {
        Optional<String> after = Optional.empty();
        while (true) {
            var page = store.list(prefix.table(), prefix.partition(), sortPrefix, after);
            if (page.isEmpty()) {
                return;
            }
            for (Entry entry : page) {
                visitor.visit(parse(entry.key(), entry.value(), kind));
            }
            after = Optional.of(page.getLast().key().sort());
        }
    }

    /** Takes one value of a listing. */
    @FunctionalInterface
    interface Visitor<V> {
        void visit(V value) throws IOException;
    }

    private static <M extends MessageLite, V> V parse(
            RecordKey key, byte[] bytes, Kind<M, V> kind) {
        try {
            M message = kind.parser().parseFrom(bytes);
            int format = kind.format().apply(message);
            if (format > RecordFormat.FORMAT) {
                throw new UserException(
                        ErrorKind.FAILED,
                        "cannot read record '%s': it has format %d, and this Firn knows %d"
                                .formatted(key, format, RecordFormat.FORMAT),
                        "use the Firn that wrote it, or a newer one");
            }
            if (format < RecordFormat.FORMAT) {
                throw new DamagedRecordException(key, "it has format " + format, null);
            }
            V value = kind.read().apply(message);
            if (!kind.key().apply(value).equals(key)) {
                throw new DamagedRecordException(
                        key, "it is record '%s'".formatted(kind.key().apply(value)), null);
            }
            return value;
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new DamagedRecordException(key, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Creates a record that is written once. Finding the same bytes there is success: an earlier
     * try of the same commit wrote them.
     */
    void createSame(RecordKey key, MessageLite message) throws IOException {
        byte[] value = message.toByteArray();
        try {
            store.create(key, value);
        } catch (ConditionFailedException | OutcomeUnknownException e) {
            Optional<Versioned> found = store.get(key);
            if (found.isEmpty()) {
                throw e;
            }
            if (!Arrays.equals(found.get().value(), value)) {
                throw new DamagedRecordException(key, "another one was written under its key", e);
            }
        }
    }

    /**
     * Creates or replaces a record that is changed by compare-and-set.
     *
     * @param expected what was read before; empty if there was no record
     * @return false if somebody else was faster: read again and decide anew
     */
    boolean compareAndSet(RecordKey key, MessageLite message, Optional<Version> expected)
            throws IOException {
        byte[] value = message.toByteArray();
        try {
            if (expected.isPresent()) {
                store.replace(key, value, expected.get());
            } else {
                store.create(key, value);
            }
            return true;
        } catch (ConditionFailedException e) {
            return false;
        } catch (OutcomeUnknownException e) {
            // Reading again tells: either our own bytes are there, or the caller decides anew.
            return store.get(key).filter(now -> Arrays.equals(now.value(), value)).isPresent();
        }
    }
}
