package dev.firn.kv.dynamodb;

import dev.firn.aws.AwsFailure;
import dev.firn.aws.Patience;
import dev.firn.kv.ConditionalWrite;
import dev.firn.kv.ConditionalWrite.Answer;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.RecordKey;
import dev.firn.kv.ValueLimit;
import dev.firn.report.Waiting;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * A {@link KeyValueStore} in DynamoDB. A version is the random token of the write that made it, so
 * none is ever used twice; how lost answers are recognised says {@link ConditionalWrite}.
 */
public final class DynamoKeyValueStore implements KeyValueStore {

    /**
     * How long a tombstone stays. AWS refuses requests that were signed more than 15 minutes ago
     * ("Signature Version 4 request expired"), so no delayed one comes later; the rest is for
     * clocks that are wrong.
     */
    static final Duration TOMBSTONE = Duration.ofDays(7);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 16;

    private final DynamoDbClient client;
    private final DynamoSettings settings;
    private final Patience patience;
    private final InstantSource clock;

    /** Opens the tables that {@link DynamoTables} made. They are looked for at the first call. */
    public static DynamoKeyValueStore open(DynamoSettings settings) {
        return open(settings, Waiting.SILENT);
    }

    /** The same, which tells when it has to wait. */
    public static DynamoKeyValueStore open(DynamoSettings settings, Waiting waiting) {
        return new DynamoKeyValueStore(
                DynamoClients.open(settings),
                settings,
                Patience.of(settings.patience()).telling(waiting),
                InstantSource.system());
    }

    DynamoKeyValueStore(
            DynamoDbClient client,
            DynamoSettings settings,
            Patience patience,
            InstantSource clock) {
        this.client = client;
        this.settings = settings;
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public Optional<Versioned> get(RecordKey key) throws IOException {
        String table = settings.tableName(key.table());
        GetItemRequest request =
                GetItemRequest.builder()
                        .tableName(table)
                        .key(Items.key(key))
                        .consistentRead(true)
                        .build();
        return Items.versioned(
                patience.read(
                        () -> client.getItem(request).item(),
                        e -> DynamoFailure.of("read", table, e)));
    }

    @Override
    public Version create(RecordKey key, byte[] value) throws IOException {
        ValueLimit.check(key, value);
        Version version = newVersion();
        Map<String, AttributeValue> item = Items.record(key, value, version);
        return write(key).create(expected -> put(key.table(), item, version, expected));
    }

    @Override
    public Version replace(RecordKey key, byte[] value, Version expected) throws IOException {
        ValueLimit.check(key, value);
        Version version = newVersion();
        Map<String, AttributeValue> item = Items.record(key, value, version);
        return write(key).replace(now -> put(key.table(), item, version, now), expected);
    }

    @Override
    public void delete(RecordKey key, Version expected) throws IOException {
        Version version = newVersion();
        Map<String, AttributeValue> item =
                Items.tombstone(key, version, clock.instant().plus(TOMBSTONE));
        write(key).replace(now -> put(key.table(), item, version, now), expected);
    }

    private ConditionalWrite write(RecordKey key) {
        return new ConditionalWrite(key, patience.begin()::again);
    }

    private static Version newVersion() {
        byte[] token = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(token);
        return new Version(Base64.getUrlEncoder().withoutPadding().encodeToString(token));
    }

    private Answer put(
            String table,
            Map<String, AttributeValue> item,
            Version version,
            Optional<Version> expected) {
        String name = settings.tableName(table);
        PutItemRequest.Builder request =
                PutItemRequest.builder()
                        .tableName(name)
                        .item(item)
                        .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD);
        if (expected.isPresent()) {
            request.conditionExpression(Items.VERSION + " = :expected")
                    .expressionAttributeValues(
                            Map.of(":expected", Items.text(expected.get().token())));
        } else {
            request.conditionExpression("attribute_not_exists(" + Items.PARTITION + ")");
        }
        try {
            client.putItem(request.build());
            return new Answer.Done(version);
        } catch (ConditionalCheckFailedException e) {
            return new Answer.Refused(Items.found(e.item(), version));
        } catch (SdkException e) {
            AwsFailure failure = AwsFailure.of(e);
            return new Answer.Failed(
                    failure.mayHaveHappened(),
                    failure.isWorthATry(),
                    DynamoFailure.of("write to", name, e));
        }
    }

    @Override
    public List<Entry> list(
            String table, String partition, String sortPrefix, Optional<String> after)
            throws IOException {
        // No character of a key is below '-' or above 'z': what starts with the prefix is between
        // these, and what comes after 'x' is what is above "x!".
        String high = sortPrefix + "~";
        String low = after.map(last -> last + "!").orElse("!");
        low = low.compareTo(sortPrefix) < 0 ? sortPrefix : low;
        if (low.compareTo(high) > 0) {
            return List.of(); // DynamoDB takes no empty range
        }
        return firstPage(table, query(table, partition, low, high));
    }

    private QueryRequest query(String table, String partition, String low, String high) {
        return QueryRequest.builder()
                .tableName(settings.tableName(table))
                .consistentRead(true)
                .limit(PAGE_RECORDS_MAX)
                .keyConditionExpression(
                        "%s = :partition AND %s BETWEEN :low AND :high"
                                .formatted(Items.PARTITION, Items.SORT))
                .filterExpression("attribute_not_exists(" + Items.GONE + ")")
                .expressionAttributeValues(
                        Map.of(
                                ":partition", Items.text(partition),
                                ":low", Items.text(low),
                                ":high", Items.text(high)))
                .build();
    }

    /** The first page with a record on it: of one with tombstones only, DynamoDB shows nothing. */
    private List<Entry> firstPage(String table, QueryRequest query) throws IOException {
        Map<String, AttributeValue> start = Map.of();
        List<Entry> page = new ArrayList<>();
        do {
            QueryRequest next =
                    start.isEmpty() ? query : query.toBuilder().exclusiveStartKey(start).build();
            QueryResponse answer =
                    patience.read(
                            () -> client.query(next),
                            e -> DynamoFailure.of("list", next.tableName(), e));
            answer.items().forEach(item -> page.add(Items.entry(table, item)));
            start = answer.lastEvaluatedKey();
        } while (page.isEmpty() && !start.isEmpty());
        return page;
    }

    @Override
    public void close() {
        client.close();
    }
}
