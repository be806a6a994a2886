package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.Snapshot;
import dev.firn.storage.glacier.Request;
import dev.firn.storage.glacier.SimulatedGlacier;
import dev.firn.storage.glacier.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a backup or a restore makes no more requests than it needs, as each is charged for. Method:
 * count them.
 */
class RequestsTest {

    /** Per snapshot: manifest, signature, index, and the host's key once. */
    private static final int PUTS_BESIDE_CHUNKS = 5;

    /** Per snapshot: manifest, signature, host's key. */
    private static final int GETS_BESIDE_CHUNKS = 5;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @SuppressWarnings("NullAway.Init") // set before each test
    private SimulatedGlacier store;

    @BeforeEach
    void open() throws IOException {
        world = new World(home);
        store = new SimulatedGlacier(world.objects, home.resolve("ledger"), InstantSource.system());
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private Map<Request, Long> requests() throws IOException {
        Map<Request, Long> requests = new EnumMap<>(Request.class);
        for (Request request : Request.values()) {
            requests.put(request, 0L);
        }
        for (Map.Entry<Usage.RequestKind, Long> entry : store.usage().requests().entrySet()) {
            requests.merge(entry.getKey().request(), entry.getValue(), Long::sum);
        }
        return requests;
    }

    private long since(Map<Request, Long> before, Request request) throws IOException {
        return requests().getOrDefault(request, 0L) - before.getOrDefault(request, 0L);
    }

    @Test
    void aBackupPutsEachChunkOnceAndLittleElse() throws IOException {
        for (int i = 0; i < 3; i++) {
            Map<Request, Long> before = requests();
            world.backUp(store, world.records);

            long chunks = world.stored().getLast().stream().chunks();
            assertThat(since(before, Request.PUT)).isBetween(chunks, chunks + PUTS_BESIDE_CHUNKS);
            assertThat(since(before, Request.LIST)).isZero();
            assertThat(since(before, Request.THAW)).isZero();
            world.volume.change();
        }
    }

    @Test
    void aRestoreGetsEachChunkOnceAndListsAThousandAtATime() throws IOException {
        world.backUp(store, world.records);
        Snapshot snapshot = world.stored().getLast();
        Map<Request, Long> before = requests();

        world.restore(store, new NoDestination()).stream(
                world.found(snapshot), Channels.newChannel(new ByteArrayOutputStream()));

        long chunks = snapshot.stream().chunks();
        assertThat(chunks).isGreaterThan(1);
        assertThat(since(before, Request.GET)).isBetween(chunks, chunks + GETS_BESIDE_CHUNKS);
        assertThat(since(before, Request.HEAD)).isLessThanOrEqualTo(GETS_BESIDE_CHUNKS);
        assertThat(since(before, Request.LIST)).isEqualTo(1);
        assertThat(List.of(since(before, Request.PUT), since(before, Request.DELETE)))
                .containsOnly(0L);
    }
}
