package dev.firn.kv.dynamodb;

import dev.firn.kv.ConditionalWrite.Found;
import dev.firn.kv.KeyValueStore.Entry;
import dev.firn.kv.KeyValueStore.Version;
import dev.firn.kv.KeyValueStore.Versioned;
import dev.firn.kv.RecordKey;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The layout of an item: {@code pk} and {@code sk} (strings, the keys), {@code ver} (string, the
 * random token of the write that made it), and either {@code val} (binary, the record) or {@code
 * gone} (number, seconds since 1970): then it is a tombstone that DynamoDB may remove after that
 * time. Names count towards the 400 kB of an item and what it costs, so they are short.
 */
final class Items {

    static final String PARTITION = "pk";
    static final String SORT = "sk";
    static final String VERSION = "ver";
    static final String VALUE = "val";
    static final String GONE = "gone";

    private Items() {}

    static Map<String, AttributeValue> record(RecordKey key, byte[] value, Version version) {
        return Map.of(
                PARTITION, text(key.partition()),
                SORT, text(key.sort()),
                VERSION, text(version.token()),
                VALUE, AttributeValue.fromB(SdkBytes.fromByteArray(value)));
    }

    static Map<String, AttributeValue> tombstone(RecordKey key, Version version, Instant until) {
        return Map.of(
                PARTITION, text(key.partition()),
                SORT, text(key.sort()),
                VERSION, text(version.token()),
                GONE, AttributeValue.fromN(Long.toString(until.getEpochSecond())));
    }

    static Map<String, AttributeValue> key(RecordKey key) {
        return Map.of(PARTITION, text(key.partition()), SORT, text(key.sort()));
    }

    /** The record of an item; empty for no item, and for a tombstone. */
    static Optional<Versioned> versioned(Map<String, AttributeValue> item) {
        return item.isEmpty() || item.containsKey(GONE)
                ? Optional.empty()
                : Optional.of(new Versioned(value(item), version(item)));
    }

    static Entry entry(String table, Map<String, AttributeValue> item) {
        RecordKey key = new RecordKey(table, text(item, PARTITION), text(item, SORT));
        return new Entry(key, value(item), version(item));
    }

    /** What an item is to a write whose token is {@code own}; empty for no item. */
    static Optional<Found> found(Map<String, AttributeValue> item, Version own) {
        if (item.isEmpty()) {
            return Optional.empty();
        }
        Version version = version(item);
        return Optional.of(new Found(version, version.equals(own), item.containsKey(GONE)));
    }

    static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    private static byte[] value(Map<String, AttributeValue> item) {
        AttributeValue value = item.get(VALUE);
        if (value == null || value.b() == null) {
            throw notFirns(VALUE);
        }
        return value.b().asByteArray();
    }

    private static Version version(Map<String, AttributeValue> item) {
        return new Version(text(item, VERSION));
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        AttributeValue value = item.get(name);
        if (value == null || value.s() == null) {
            throw notFirns(name);
        }
        return value.s();
    }

    private static UserException notFirns(String name) {
        return new UserException(
                ErrorKind.VAULT_DAMAGED,
                "cannot read an item: it has no proper attribute '%s'".formatted(name),
                "who else writes to the vault's tables?");
    }
}
