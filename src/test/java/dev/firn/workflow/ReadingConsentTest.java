package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.ThawTier;
import dev.firn.storage.glacier.Request;
import dev.firn.storage.glacier.SimulatedGlacier;
import dev.firn.thaw.ThawPlan;
import dev.firn.thaw.ThawSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what is not frozen is downloaded, which costs money, too, only if somebody agrees. */
class ReadingConsentTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    private final FakeDestination destination = new FakeDestination();
    private final List<ThawPlan> asked = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @SuppressWarnings("NullAway.Init") // set before each test
    private SimulatedGlacier store;

    @BeforeEach
    void storeTwo() throws IOException {
        world = new World(home);
        store = new SimulatedGlacier(world.objects, home.resolve("ledger"), InstantSource.system());
        world.backUp(store, world.records);
        world.volume.change();
        world.backUp(store, world.records);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private ThawSettings settings(ThawSettings.Consent consent) {
        return new ThawSettings(
                Optional.empty(),
                ThawTier.BULK,
                1,
                1L << 60,
                1L << 60,
                ThawSettings.Wait.NO,
                Duration.ofMinutes(15),
                InstantSource.system(),
                _ -> {},
                consent);
    }

    private void restore(ThawSettings.Consent consent) throws IOException {
        Path back = Files.createDirectories(home.resolve("back"));
        world.restore(store, destination, settings(consent))
                .run(world.found(world.stored().getLast()), back, Restore.SpaceCheck.ON);
    }

    private long reads() throws IOException {
        return store.usage().requests().entrySet().stream()
                .filter(entry -> entry.getKey().request() == Request.GET)
                .mapToLong(entry -> entry.getValue())
                .sum();
    }

    @Test
    void isAskedOnceForAllThatIsRead() throws IOException {
        restore((plan, _) -> asked.add(plan));

        assertThat(destination.received).hasSize(2);
        assertThat(asked).hasSize(1);
        long chunks = world.stored().stream().mapToLong(s -> s.stream().chunks()).sum();
        assertThat(asked.getFirst().toFetch().chunks()).isEqualTo(chunks);
        assertThat(asked.getFirst().toThaw()).isEqualTo(ThawPlan.Amount.NONE);
    }

    @Test
    void readsNoChunkIfNobodyAgrees() throws IOException {
        long before = reads();
        assertThatThrownBy(() ->
                        restore((_, _) -> {
                            throw new UserException(ErrorKind.USAGE, "no", "say yes");
                        }))
                .hasMessage("no");

        assertThat(destination.received).isEmpty();
        // Manifests are read before: their snapshots are few, and they are small.
        assertThat(reads() - before).isLessThan(10);
        restore((plan, _) -> asked.add(plan));
        assertThat(asked).hasSize(1);
        assertThat(destination.received).hasSize(2);
    }

    @Test
    void whatIsThereAlreadyCostsNothing() throws IOException {
        restore((plan, _) -> asked.add(plan));
        restore((plan, _) -> asked.add(plan));

        assertThat(asked).hasSize(1);
    }
}
