package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.cost.Bill;
import dev.firn.cost.Money;
import dev.firn.cost.PriceFile;
import dev.firn.cost.Prices;
import dev.firn.model.Snapshot;
import dev.firn.storage.Content;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.StorageClass;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageCostTest {

    private static final Prices PRICES = PriceFile.builtIn();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @BeforeEach
    void backUpTwice() throws IOException {
        world = new World(home);
        world.backUp();
        world.volume.change();
        world.backUp();
    }

    private StorageCost cost(Optional<StorageClass> chunks) throws IOException {
        try (Vault vault = world.open()) {
            return StorageCost.of(vault, PRICES, chunks.map(named -> _ -> named));
        }
    }

    private List<ObjectInfo> objects() throws IOException {
        return world.objects.list("", Optional.empty());
    }

    @Test
    void eachObjectIsCountedOnce() throws IOException {
        StorageCost cost = cost(Optional.empty());
        StorageCost.Share all = cost.rest();

        assertThat(all.objects()).isEqualTo(objects().size());
        assertThat(all.bytes()).isEqualTo(objects().stream().mapToLong(ObjectInfo::bytes).sum());
    }

    @Test
    void eachSnapshotHasItsChunksAndDescriptions() throws IOException {
        StorageCost cost = cost(Optional.empty());
        for (Snapshot snapshot : world.stored()) {
            List<ObjectInfo> own =
                    objects().stream()
                            .filter(o -> o.key().toString().contains(snapshot.id() + "/"))
                            .toList();
            StorageCost.Share share = cost.take(snapshot.id());

            assertThat(share.objects()).isEqualTo(own.size()).isGreaterThan(3);
            assertThat(share.bytes()).isEqualTo(own.stream().mapToLong(ObjectInfo::bytes).sum());
            assertThat(share.bytes()).isGreaterThan(snapshot.stream().storedBytes());
        }
        assertThat(cost.rest().bytes()).isLessThan(1000);
    }

    @Test
    void aMonthCostsWhatEachObjectCosts() throws IOException {
        Bill expected = new Bill(PRICES);
        for (ObjectInfo object : objects()) {
            boolean isChunk = object.key().toString().startsWith("chunks/");
            expected.storage(
                    isChunk ? StorageClass.GLACIER : StorageClass.STANDARD,
                    object.bytes(),
                    Duration.ofDays(30));
        }
        Money month = cost(Optional.of(StorageClass.GLACIER)).rest().month();

        assertThat(month.dollars().subtract(expected.total().dollars()).abs())
                .isLessThan(Money.parse("0.00000000000000000001").dollars());
        assertThat(month).isNotEqualTo(cost(Optional.empty()).rest().month());
    }

    @Test
    void whatFirnDidNotPutThereIsCountedBesideTheSnapshots() throws IOException {
        StorageCost before = cost(Optional.empty());
        for (String key : List.of("chunks/a/b", "snapshots/x", "holiday.jpg")) {
            world.objects.put(new ObjectKey(key), Content.of(new byte[10]), StorageClass.STANDARD);
        }
        StorageCost after = cost(Optional.empty());
        for (Snapshot snapshot : world.stored()) {
            assertThat(after.take(snapshot.id()).bytes())
                    .isEqualTo(before.take(snapshot.id()).bytes());
        }
        assertThat(after.rest().bytes()).isEqualTo(before.rest().bytes() + 30);
    }
}
