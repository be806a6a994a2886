package dev.firn.kv.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.aws.Patience;
import dev.firn.kv.FaultyRecords;
import dev.firn.kv.HeadWriter;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStore.Version;
import dev.firn.kv.OutcomeUnknownException;
import dev.firn.kv.RecordKey;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.testing.DynamoLocal;
import dev.firn.testing.FakeTime;
import dev.firn.testing.Fault;
import dev.firn.testing.FaultyProxy;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** DynamoDB behind a network that loses, delays and repeats, and a service that throttles. */
class DynamoFaultsIT {

    private static final RecordKey KEY = new RecordKey("snapshots", "volume", "a");
    private static final Fault THROTTLED =
            error(400, "ProvisionedThroughputExceededException", false);

    private static final List<Fault> FAULTS =
            List.of(
                    new Fault.Lost(),
                    new Fault.LostAnswer(),
                    new Fault.HalfAnAnswer(),
                    new Fault.WrongByte(),
                    new Fault.Delayed(),
                    THROTTLED,
                    error(500, "InternalServerError", false),
                    error(500, "InternalServerError", true));

    private final DynamoSettings settings = DynamoLocal.settings();
    private final FakeTime time = new FakeTime();
    private final Queue<Fault> planned = new ArrayDeque<>();

    private static Fault error(int status, String code, boolean isCarriedOut) {
        return new Fault.Answered(
                isCarriedOut,
                status,
                "application/x-amz-json-1.0",
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#%s\",\"message\":\"injected\"}"
                        .formatted(code));
    }

    @BeforeEach
    void makeTable() throws IOException {
        try (DynamoTables tables = DynamoTables.open(settings)) {
            tables.prepare(
                    List.of(
                            new TableSpec("snapshots", Optional.empty()),
                            new TableSpec("heads", Optional.empty())));
        }
    }

    private KeyValueStore through(FaultyProxy proxy, Duration patience) {
        DynamoSettings faulty = DynamoLocal.settings(proxy.endpoint(), settings.prefix());
        Patience waiting = time.patience(patience);
        return new DynamoKeyValueStore(
                DynamoClients.open(faulty), faulty, waiting, InstantSource.system());
    }

    private FaultyProxy planned(Fault... faults) throws IOException {
        planned.addAll(List.of(faults));
        return new FaultyProxy(
                DynamoLocal.endpoint(),
                _ -> planned.isEmpty() ? new Fault.None() : planned.remove());
    }

    @Test
    void nothingIsCalledFailedThatHappenedAndNothingDoneThatDidNot() throws IOException {
        long seed = Long.getLong("firn.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int steps = Boolean.getBoolean("firn.long") ? 10_000 : 1000;
        Random chance = new Random(random.nextLong());
        try (FaultyProxy proxy =
                        new FaultyProxy(
                                DynamoLocal.endpoint(), FaultyRecords.half(chance, FAULTS));
                KeyValueStore faulty = through(proxy, Duration.ofMillis(200));
                KeyValueStore direct = DynamoKeyValueStore.open(settings)) {
            Map<String, Integer> outcomes =
                    new FaultyRecords(random, faulty, direct, proxy).run(steps);

            System.out.println(outcomes);
            // The test is worth nothing if a kind of outcome does not come up.
            assertThat(outcomes)
                    .as("seed %d", seed)
                    .containsKeys("create done", "create unknown", "replace done", "delete done")
                    .containsKeys("delete unknown", "list done", "stale refused");
        }
    }

    @Test
    void writersAtOnceLoseNoUpdateEither() throws Exception {
        long seed = Long.getLong("firn.seed", System.nanoTime());
        System.out.println("seed " + seed);
        try (FaultyProxy proxy =
                        new FaultyProxy(
                                DynamoLocal.endpoint(),
                                FaultyRecords.half(new Random(seed), FAULTS));
                KeyValueStore one = through(proxy, Duration.ofMillis(400));
                KeyValueStore two = through(proxy, Duration.ofMillis(400));
                KeyValueStore direct = DynamoKeyValueStore.open(settings);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<HeadWriter> writers = List.of(new HeadWriter(one, "1"), new HeadWriter(two, "2"));
            List<Future<?>> done = new ArrayList<>();
            for (HeadWriter writer : writers) {
                done.add(
                        threads.submit(() -> {
                            writer.change(60);
                            return null;
                        }));
            }
            for (Future<?> writer : done) {
                writer.get();
            }
            proxy.deliver();
            Map<String, Integer> counts = HeadWriter.counts(direct);
            for (HeadWriter writer : writers) {
                assertThat(counts.get(writer.name()))
                        .as("seed %d, unknown %d", seed, writer.unknown())
                        .isBetween(writer.changes(), writer.changes() + writer.unknown());
            }
        }
    }

    @Test
    void recognisesAWriteWhoseAnswerWasLost() throws IOException {
        try (FaultyProxy proxy = planned(new Fault.LostAnswer(), new Fault.Lost());
                KeyValueStore store = through(proxy, Duration.ofSeconds(1))) {
            Version version = store.create(KEY, new byte[1]);
            assertThat(store.get(KEY).orElseThrow().version()).isEqualTo(version);

            planned.add(new Fault.HalfAnAnswer());
            store.delete(KEY, version);
            assertThat(store.get(KEY)).isEmpty();
        }
    }

    @Test
    void aDelayedCreationDoesNotBringBackWhatWasDeleted() throws IOException {
        try (FaultyProxy proxy = planned(new Fault.Delayed());
                KeyValueStore store = through(proxy, Duration.ofSeconds(1))) {
            Version version = store.create(KEY, new byte[1]);
            store.delete(KEY, version);

            assertThat(proxy.deliver()).isEqualTo(1);

            assertThat(store.get(KEY)).isEmpty();
            // And one that was made over the tombstone of another.
            planned.add(new Fault.None());
            planned.add(new Fault.Delayed());
            Version again = store.create(KEY, new byte[1]);
            store.delete(KEY, again);
            assertThat(proxy.deliver()).isEqualTo(1);
            assertThat(store.get(KEY)).isEmpty();
        }
    }

    @Test
    void waitsPolitelyWhileItIsThrottled() throws IOException {
        try (FaultyProxy proxy = planned(THROTTLED, THROTTLED, THROTTLED, THROTTLED);
                KeyValueStore store = through(proxy, DynamoSettings.PATIENCE)) {
            store.create(KEY, new byte[1]);
            assertThat(time.pauses())
                    .isSorted()
                    .hasSize(4)
                    .last()
                    .isEqualTo(Duration.ofMillis(400));
        }
    }

    @Test
    void givesUpWhenItWasThrottledForTooLong() throws IOException {
        try (FaultyProxy proxy = new FaultyProxy(DynamoLocal.endpoint(), _ -> THROTTLED);
                KeyValueStore store = through(proxy, DynamoSettings.PATIENCE);
                KeyValueStore direct = DynamoKeyValueStore.open(settings)) {
            assertThatThrownBy(() -> store.create(KEY, new byte[1]))
                    .isInstanceOfSatisfying(
                            UserException.class,
                            e -> assertThat(e.kind()).isEqualTo(ErrorKind.STORE_UNAVAILABLE))
                    .hasMessage(
                            "cannot write to table '%s': the service is throttling"
                                    + " (ProvisionedThroughputExceededException)",
                            settings.tableName("snapshots"));
            assertThat(time.pauses().stream().reduce(Duration.ZERO, Duration::plus))
                    .isEqualTo(DynamoSettings.PATIENCE);
            assertThat(direct.get(KEY)).isEmpty();
        }
    }

    @Test
    void doesNotCallItFailedWhenAnAnswerWasLostBefore() throws IOException {
        Fault denied = error(400, "AccessDeniedException", false);
        try (FaultyProxy proxy = planned(new Fault.LostAnswer(), denied);
                KeyValueStore store = through(proxy, Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> store.create(KEY, new byte[1]))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .cause()
                    .hasMessageContaining("access denied");
            assertThat(store.get(KEY)).isPresent();
        }
    }

    @Test
    void saysThatTheServiceIsNotReached() throws IOException {
        FaultyProxy proxy = planned();
        proxy.close();
        try (KeyValueStore store = through(proxy, Duration.ofHours(8))) {
            assertThatThrownBy(() -> store.get(KEY))
                    .isInstanceOf(UserException.class)
                    .hasMessageStartingWith(
                            "cannot read table '%s': the service was not reached",
                            settings.tableName("snapshots"));
            assertThat(time.pauses()).hasSizeBetween(1400, 2000);
        }
    }
}
