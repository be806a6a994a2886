package dev.firn.kv.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.kv.FaultyRecords;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStore.Version;
import dev.firn.kv.RecordKey;
import dev.firn.report.UserException;
import dev.firn.testing.FakeTime;
import dev.firn.testing.Fault;
import dev.firn.testing.FaultyProxy;
import dev.firn.testing.S3MockServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** S3 behind a network that loses, delays and repeats, and a service that throttles. */
class S3FaultsIT {

    private static final RecordKey KEY = new RecordKey("snapshots", "volume", "a");

    private static final List<Fault> FAULTS =
            List.of(
                    new Fault.Lost(),
                    new Fault.LostAnswer(),
                    new Fault.HalfAnAnswer(),
                    new Fault.WrongByte(),
                    new Fault.Delayed(),
                    error(409, "ConditionalRequestConflict", false),
                    error(503, "SlowDown", false),
                    error(500, "InternalError", true));

    private final String prefix = S3MockServer.newPrefix();
    private final FakeTime time = new FakeTime();
    private final Queue<Fault> planned = new ArrayDeque<>();

    private static Fault error(int status, String code, boolean isCarriedOut) {
        return new Fault.Answered(
                isCarriedOut,
                status,
                "application/xml",
                "<Error><Code>%s</Code><Message>injected</Message></Error>".formatted(code));
    }

    private S3KeyValueStore through(FaultyProxy proxy, Duration patience) {
        return new S3KeyValueStore(
                S3MockServer.settings(proxy.endpoint(), prefix), time.patience(patience));
    }

    private FaultyProxy planned(Fault... faults) throws IOException {
        planned.addAll(List.of(faults));
        return new FaultyProxy(
                S3MockServer.endpoint(),
                _ -> planned.isEmpty() ? new Fault.None() : planned.remove());
    }

    @Test
    void nothingIsCalledFailedThatHappenedAndNothingDoneThatDidNot() throws IOException {
        long seed = Long.getLong("firn.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int steps = Boolean.getBoolean("firn.long") ? 5000 : 250;
        Random chance = new Random(random.nextLong());
        try (FaultyProxy proxy =
                        new FaultyProxy(
                                S3MockServer.endpoint(), FaultyRecords.half(chance, FAULTS));
                KeyValueStore faulty = through(proxy, Duration.ofMillis(200));
                KeyValueStore direct =
                        S3KeyValueStore.open(
                                S3MockServer.settings(S3MockServer.endpoint(), prefix))) {
            Map<String, Integer> outcomes =
                    new FaultyRecords(random, faulty, direct, proxy).run(steps);

            System.out.println(outcomes);
            // The test is worth nothing if a kind of outcome does not come up.
            assertThat(outcomes)
                    .as("seed %d", seed)
                    .containsKeys("create done", "create unknown", "replace done", "delete done")
                    .containsKeys("list done", "stale unknown");
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
        }
    }

    @Test
    void readsAgainWhatIsNotAsItWasStored() throws IOException {
        try (FaultyProxy proxy = planned();
                KeyValueStore store = through(proxy, Duration.ofSeconds(1))) {
            byte[] value = {1, 2, 3};
            store.create(KEY, value);
            planned.addAll(List.of(new Fault.WrongByte(), new Fault.WrongByte()));

            assertThat(store.get(KEY).orElseThrow().value()).isEqualTo(value);
            assertThat(planned).isEmpty();
        }
    }

    @Test
    void refusesAServerThatIgnoresConditions() throws IOException {
        try (FaultyProxy proxy =
                        new FaultyProxy(S3MockServer.endpoint(), _ -> new Fault.Unconditional());
                S3KeyValueStore store = through(proxy, Duration.ofSeconds(1))) {
            assertThatThrownBy(store::requireConditions)
                    .isInstanceOf(UserException.class)
                    .hasMessage(
                            "cannot keep records in bucket 'firn-test': its server ignores the"
                                    + " conditions of writes");
        }
    }
}
