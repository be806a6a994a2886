package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.Chunk;
import dev.firn.model.Snapshot;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.s3.S3ObjectSettings;
import dev.firn.storage.s3.S3ObjectStore;
import dev.firn.testing.Fault;
import dev.firn.testing.FaultyProxy;
import dev.firn.testing.S3MockServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: whatever the network does, nothing is lost, nothing is stored twice under a committed
 * record, and no wrong byte is restored. Method: a proxy before S3Mock harms requests at random,
 * and whoever failed tries again, as a timer would.
 */
class NetworkFaultsIT {

    private static final int FAULTS = Boolean.getBoolean("firn.long") ? 1000 : 40;

    /** Of requests that are harmed: one in three. */
    private static final int RARITY = 3;

    private static final int STREAM_BYTES = 3 << 20;
    private static final int TRIES = 100;

    private static final List<Fault> KINDS =
            List.of(
                    new Fault.Lost(),
                    new Fault.BrokenOff(),
                    new Fault.LostAnswer(),
                    new Fault.HalfAnAnswer(),
                    new Fault.WrongByte(),
                    error(500, "InternalError", true),
                    error(500, "InternalError", false),
                    error(503, "SlowDown", false),
                    error(409, "ConditionalRequestConflict", false));

    /** Costs as long as an answer may take, and so is rare. */
    private static final Fault SILENCE = new Fault.Silence();

    private static final int SILENCE_RARITY = 20;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    private final long seed = Long.getLong("firn.seed", System.nanoTime());
    private final Random chance = new Random(seed);
    private final Map<String, Integer> injected = new TreeMap<>();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final String prefix = S3MockServer.newPrefix();

    private static Fault error(int status, String code, boolean isCarriedOut) {
        return new Fault.Answered(
                isCarriedOut,
                status,
                "application/xml",
                "<Error><Code>%s</Code><Message>injected</Message></Error>".formatted(code));
    }

    private Fault next(String head) {
        if (chance.nextInt(RARITY) > 0) {
            return new Fault.None();
        }
        Fault fault =
                chance.nextInt(SILENCE_RARITY) == 0
                        ? SILENCE
                        : KINDS.get(chance.nextInt(KINDS.size()));
        String method = head.substring(0, head.indexOf(' '));
        injected.merge(
                "%s %s".formatted(method, fault.getClass().getSimpleName()), 1, Integer::sum);
        return fault;
    }

    private int faults() {
        return injected.values().stream().mapToInt(Integer::intValue).sum();
    }

    private ObjectStore store(URI endpoint) {
        return S3ObjectStore.open(
                new S3ObjectSettings(
                        Optional.of("eu-central-1"),
                        Optional.of(endpoint),
                        true,
                        S3MockServer.BUCKET,
                        prefix,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(2)));
    }

    @Test
    void nothingIsLostAndNoWrongByteRestored() throws IOException {
        System.out.println("seed " + seed);
        World world = new World(home, STREAM_BYTES);
        int snapshots = 0;
        try (FaultyProxy proxy = new FaultyProxy(S3MockServer.endpoint(), this::next);
                ObjectStore faulty = store(proxy.endpoint());
                ObjectStore direct = store(S3MockServer.endpoint())) {
            while (faults() < FAULTS) {
                backUp(world, faulty);
                snapshots++;
                List<Snapshot> stored = world.stored();
                assertThat(stored).hasSize(snapshots);
                Snapshot newest = stored.getLast();
                requireOnce(world, direct, newest);
                restore(world, faulty, newest);
                restore(world, faulty, stored.get(chance.nextInt(snapshots)));
                world.volume.change();
            }
            for (Snapshot snapshot : world.stored()) {
                assertThat(read(world, direct, snapshot)).isEqualTo(world.sent(snapshot));
            }
        }
        System.out.println(snapshots + " snapshots, " + injected + ", " + outcomes);
        assertThat(outcomes).as("seed %d", seed).containsKeys("backup done", "restore done");
    }

    private void backUp(World world, ObjectStore faulty) throws IOException {
        for (int run = 0; run < TRIES; run++) {
            try {
                world.backUp(faulty, world.records);
                count("backup done");
                return;
            } catch (IOException | UserException e) {
                count("backup " + e.getClass().getSimpleName());
            }
        }
        throw new AssertionError("no backup came through, seed " + seed);
    }

    /** What is printed of a snapshot before a failure is the beginning of what was sent. */
    private void restore(World world, ObjectStore faulty, Snapshot snapshot) throws IOException {
        byte[] sent = world.sent(snapshot);
        for (int run = 0; run < TRIES; run++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                world.restore(faulty, new NoDestination()).stream(
                        world.found(snapshot), Channels.newChannel(out));
                assertThat(out.toByteArray()).as("seed %d", seed).isEqualTo(sent);
                count("restore done");
                return;
            } catch (IOException | UserException e) {
                count("restore " + e.getClass().getSimpleName());
                assertThat(out.toByteArray())
                        .as("seed %d", seed)
                        .isEqualTo(Arrays.copyOf(sent, out.size()));
            }
        }
        throw new AssertionError("no restore came through, seed " + seed);
    }

    private static byte[] read(World world, ObjectStore store, Snapshot snapshot)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        world.restore(store, new NoDestination()).stream(
                world.found(snapshot), Channels.newChannel(out));
        return out.toByteArray();
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    /** Each part of the stream is in one object, which is there; what else is there is garbage. */
    private void requireOnce(World world, ObjectStore direct, Snapshot snapshot)
            throws IOException {
        Set<ObjectKey> there = new HashSet<>();
        for (ObjectInfo info : direct.list("chunks/" + snapshot.id(), Optional.empty())) {
            there.add(info.key());
        }
        long[] end = new long[1];
        world.open()
                .catalog()
                .chunks(
                        snapshot,
                        chunk -> {
                            assertThat(chunk.offset()).isEqualTo(end[0]);
                            end[0] += chunk.bytes();
                            assertThat(there.remove(key(snapshot, chunk))).isTrue();
                        });
        assertThat(end[0]).isEqualTo(snapshot.stream().bytes());
        outcomes.merge("garbage chunks", there.size(), Integer::sum);
    }

    private static ObjectKey key(Snapshot snapshot, Chunk chunk) {
        return new ObjectKey(
                "chunks/%s/%016x-%s".formatted(snapshot.id(), chunk.offset(), chunk.id()));
    }
}
