package dev.firn.cost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.storage.StorageClass;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassChoiceTest {

    private final Prices prices = PriceFile.builtIn();

    private StorageClass choose(long bytes, int days) {
        return new ClassChoice(prices, Duration.ofDays(days)).of(bytes);
    }

    /** The table of docs/cost.md. */
    @ParameterizedTest
    @CsvSource({
        "67108864, 365, DEEP_ARCHIVE",
        "67108864, 30, DEEP_ARCHIVE",
        "67108864, 7, STANDARD",
        "1048576, 365, DEEP_ARCHIVE",
        "1048576, 30, STANDARD_IA",
        "131072, 365, GLACIER_IR",
        "131072, 3650, GLACIER_IR",
        "1024, 3650, STANDARD"
    })
    void takesTheCheapest(long bytes, int days, StorageClass expected) {
        assertThat(choose(bytes, days)).isEqualTo(expected);
    }

    @Test
    void noOtherClassIsCheaper() {
        long seed = Long.getLong("firn.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            long bytes = 1L << random.nextInt(31);
            ClassChoice choice = new ClassChoice(prices, Duration.ofDays(random.nextInt(4000)));
            Money chosen = choice.cost(choice.of(bytes), bytes);
            for (StorageClass other : StorageClass.values()) {
                assertThat(chosen).isLessThanOrEqualTo(choice.cost(other, bytes));
            }
        }
    }
}
