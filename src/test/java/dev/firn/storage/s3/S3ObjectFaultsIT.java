package dev.firn.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.UserException;
import dev.firn.storage.Content;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.ObjectExistsException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.OutcomeUnknownException;
import dev.firn.testing.FakeTime;
import dev.firn.testing.Fault;
import dev.firn.testing.FaultyProxy;
import dev.firn.testing.S3MockServer;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Objects behind a network that loses requests and answers, and a service that throttles. */
class S3ObjectFaultsIT {

    private static final ObjectKey KEY = new ObjectKey("chunks/one");
    private static final Content ICE = Content.of(new byte[] {1, 2, 3});

    private static final List<Fault> FAULTS =
            List.of(
                    new Fault.Lost(),
                    new Fault.LostAnswer(),
                    new Fault.HalfAnAnswer(),
                    S3Faults.error(409, "ConditionalRequestConflict", false),
                    S3Faults.error(503, "SlowDown", false),
                    S3Faults.error(500, "InternalError", true));

    private final String prefix = S3MockServer.newPrefix();
    private final FakeTime time = new FakeTime();
    private final Queue<Fault> planned = new ArrayDeque<>();

    private S3ObjectStore through(FaultyProxy proxy, Duration patience) {
        return new S3ObjectStore(
                S3Faults.settings(proxy.endpoint(), S3MockServer.BUCKET, prefix),
                time.patience(patience));
    }

    private FaultyProxy planned(Fault... faults) throws IOException {
        planned.addAll(List.of(faults));
        return new FaultyProxy(
                S3MockServer.endpoint(),
                _ -> planned.isEmpty() ? new Fault.None() : planned.remove());
    }

    private static byte[] read(ObjectStore store, ObjectKey key, int length) throws IOException {
        try (InputStream in = store.open(key, 0, length)) {
            return in.readAllBytes();
        }
    }

    @Test
    void recognisesAnUploadWhoseAnswerWasLost() throws IOException {
        try (FaultyProxy proxy = planned(new Fault.LostAnswer(), new Fault.Lost());
                ObjectStore store = through(proxy, Duration.ofSeconds(1))) {
            store.put(KEY, ICE);

            assertThat(planned).isEmpty();
            assertThat(read(store, KEY, 3)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void doesNotTakeAnothersObjectForItsOwn() throws IOException {
        try (FaultyProxy proxy = planned();
                ObjectStore store = through(proxy, Duration.ofSeconds(1))) {
            store.put(KEY, Content.of(new byte[] {1, 2, 4}));
            planned.add(new Fault.Lost()); // for all it knows, it was the first

            assertThatThrownBy(() -> store.put(KEY, ICE)).isInstanceOf(ObjectExistsException.class);
        }
    }

    @Test
    void aWriterThatMayNotLookSaysThatItDoesNotKnow() throws IOException {
        Queue<Fault> puts = new ArrayDeque<>(List.of(new Fault.LostAnswer()));
        try (FaultyProxy proxy =
                        new FaultyProxy(
                                S3MockServer.endpoint(),
                                head ->
                                        !head.startsWith("PUT")
                                                ? S3Faults.error(403, "AccessDenied", false)
                                                : puts.isEmpty()
                                                        ? new Fault.None()
                                                        : puts.remove());
                ObjectStore store = through(proxy, Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> store.put(KEY, ICE))
                    .isInstanceOf(OutcomeUnknownException.class);
            assertThatThrownBy(() -> store.put(KEY, ICE)).isInstanceOf(ObjectExistsException.class);
            store.put(new ObjectKey("chunks/two"), ICE); // needs no other right
        }
    }

    @Test
    void goesOnWhereAnAnswerBrokeOff() throws IOException {
        byte[] large = new byte[3_000_000];
        new Random(3).nextBytes(large);
        try (FaultyProxy proxy = planned();
                ObjectStore store = through(proxy, Duration.ofSeconds(1))) {
            store.put(KEY, Content.of(large));
            planned.addAll(List.of(new Fault.HalfAnAnswer(), new Fault.HalfAnAnswer()));

            assertThat(read(store, KEY, large.length)).isEqualTo(large);
            assertThat(planned).isEmpty();
        }
    }

    /** The HTTP client takes it for a whole one, in which the length is missing. */
    @Test
    void anAnswerThatEndsWithinItsHeadersIsNone() throws IOException {
        try (FaultyProxy proxy = planned();
                ObjectStore store = through(proxy, Duration.ofSeconds(1))) {
            store.put(KEY, ICE);
            planned.addAll(List.of(new Fault.HalfAnAnswer(), new Fault.HalfAnAnswer()));

            assertThat(store.info(KEY)).contains(new ObjectInfo(KEY, 3));
            planned.add(new Fault.HalfAnAnswer());
            assertThat(read(store, KEY, 3)).containsExactly(1, 2, 3);
            assertThat(planned).isEmpty();
        }
    }

    @Test
    void survivesTenMinutesWithoutNetwork() throws IOException {
        try (FaultyProxy proxy =
                        new FaultyProxy(
                                S3MockServer.endpoint(),
                                _ ->
                                        isWithin(Duration.ofMinutes(10))
                                                ? new Fault.Lost()
                                                : new Fault.None());
                ObjectStore store = through(proxy, S3ObjectSettings.PATIENCE)) {
            store.put(KEY, ICE);

            assertThat(isWithin(Duration.ofMinutes(10))).isFalse();
            assertThat(read(store, KEY, 3)).containsExactly(1, 2, 3);
        }
    }

    private boolean isWithin(Duration limit) {
        return time.pauses().stream().reduce(Duration.ZERO, Duration::plus).compareTo(limit) < 0;
    }

    @Test
    void saysWhichObjectWasNotDeleted() throws IOException {
        String locked =
                """
                <DeleteResult><Error><Key>%schunks/one</Key><Code>AccessDenied</Code>\
                <Message>locked</Message></Error></DeleteResult>\
                """
                        .formatted(prefix);
        try (FaultyProxy proxy =
                        planned(new Fault.Answered(false, 200, "application/xml", locked));
                ObjectStore store = through(proxy, Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> store.delete(List.of(KEY, new ObjectKey("chunks/two"))))
                    .isInstanceOf(UserException.class)
                    .hasMessage(
                            "cannot delete '%schunks/one' in bucket 'firn-test': locked"
                                    + " (AccessDenied)",
                            prefix);
        }
    }

    /** Goal: no outcome is a lie. Method: random calls and faults, looked at past the proxy. */
    @Test
    void nothingIsCalledFailedThatHappenedAndNothingDoneThatDidNot() throws IOException {
        long seed = Long.getLong("firn.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Random chance = new Random(random.nextLong());
        TreeMap<String, Integer> outcomes = new TreeMap<>();
        try (FaultyProxy proxy =
                        new FaultyProxy(
                                S3MockServer.endpoint(),
                                _ ->
                                        chance.nextBoolean()
                                                ? new Fault.None()
                                                : FAULTS.get(chance.nextInt(FAULTS.size())));
                ObjectStore faulty = through(proxy, Duration.ofMillis(200));
                ObjectStore direct =
                        S3ObjectStore.open(
                                S3Faults.settings(
                                        S3MockServer.endpoint(), S3MockServer.BUCKET, prefix))) {
            for (int step = 0; step < 300; step++) {
                ObjectKey key = new ObjectKey("k/" + random.nextInt(6));
                byte[] bytes = new byte[1 + random.nextInt(5000)];
                random.nextBytes(bytes);
                String outcome =
                        switch (random.nextInt(4)) {
                            case 0, 1 -> put(faulty, direct, key, bytes);
                            case 2 -> readAsItIs(faulty, direct, key);
                            default -> delete(faulty, direct, key);
                        };
                outcomes.merge(outcome, 1, Integer::sum);
            }
        }
        System.out.println(outcomes);
        // The test is worth nothing if a kind of outcome does not come up.
        assertThat(outcomes)
                .as("seed %d", seed)
                .containsKeys("put done", "put exists", "put unknown", "read done", "delete done");
    }

    private static String put(ObjectStore faulty, ObjectStore direct, ObjectKey key, byte[] bytes)
            throws IOException {
        Optional<ObjectInfo> before = direct.info(key);
        try {
            faulty.put(key, Content.of(bytes));
            assertThat(before).isEmpty();
            assertThat(read(direct, key, bytes.length)).isEqualTo(bytes);
            return "put done";
        } catch (ObjectExistsException e) {
            assertThat(before).isPresent();
            assertThat(direct.info(key)).isEqualTo(before);
            return "put exists";
        } catch (OutcomeUnknownException e) {
            return "put unknown";
        } catch (UserException e) {
            assertThat(direct.info(key)).isEqualTo(before);
            return "put failed";
        }
    }

    private static String readAsItIs(ObjectStore faulty, ObjectStore direct, ObjectKey key)
            throws IOException {
        Optional<ObjectInfo> there = direct.info(key);
        int length = Math.toIntExact(there.map(ObjectInfo::bytes).orElse(1L));
        try {
            assertThat(read(faulty, key, length)).isEqualTo(read(direct, key, length));
            return "read done";
        } catch (NoSuchObjectException e) {
            assertThat(there).isEmpty();
            return "read absent";
        } catch (UserException e) {
            return "read failed";
        }
    }

    private static String delete(ObjectStore faulty, ObjectStore direct, ObjectKey key)
            throws IOException {
        try {
            faulty.delete(List.of(key));
            assertThat(direct.info(key)).isEmpty();
            return "delete done";
        } catch (UserException e) {
            return "delete failed";
        }
    }
}
