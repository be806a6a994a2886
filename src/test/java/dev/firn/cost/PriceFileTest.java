package dev.firn.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.UserException;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceFileTest {

    private static final String LEAST =
            """
            region = "here"
            date = "2026-11-23"
            [download]
            gigabyte = 0
            [class.STANDARD]
            month = 0.1
            put = 1
            get = 0.5
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    private Prices read(String text) throws IOException {
        return PriceFile.read(Files.writeString(directory.resolve("prices.toml"), text));
    }

    @Test
    void theBuiltInPricesAreThoseOfEachClassAndTier() {
        Prices prices = PriceFile.builtIn();
        assertThat(prices.region()).isEqualTo(PriceFile.REGION);
        for (StorageClass storageClass : StorageClass.values()) {
            assertThat(prices.of(storageClass).month()).isGreaterThan(Money.NONE);
            for (ThawTier tier : ThawTier.values()) {
                if (storageClass.thawTime(tier).isPresent()) {
                    assertThat(prices.of(storageClass, tier).gigabyte()).isNotNull();
                }
            }
        }
    }

    @Test
    void pricesAreReadExactly() throws IOException {
        Prices prices = read(LEAST.replace("0.1", "0.10000000000000000001"));
        assertThat(prices.of(StorageClass.STANDARD).month().dollars())
                .hasToString("0.10000000000000000001");
    }

    @Test
    void aPriceThatIsNotThereIsNamed() throws IOException {
        Prices prices = read(LEAST);
        assertThatThrownBy(() -> prices.of(StorageClass.GLACIER))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("GLACIER")
                .hasMessageContaining("region here");
    }

    @ParameterizedTest
    @CsvSource({
        "put = 1, put = -1, class.STANDARD.put",
        "put = 1, put = \"1\", class.STANDARD.put",
        "put = 1, putt = 1, class.STANDARD.putt",
        "month = 0.1, minimum-days = 1, class.STANDARD.month",
        "class.STANDARD, class.COLD, class.COLD",
        "class.STANDARD, class.GLACIER, class.STANDARD",
        "gigabyte, gb, download.gb",
        "2026-11-23, yesterday, date",
        "region, land, land",
        "region =, region, TOML"
    })
    void aWrongFileIsRefusedAndTheFaultIsNamed(String right, String wrong, String named) {
        assertThatThrownBy(() -> read(LEAST.replace(right, wrong)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(named);
    }

    @Test
    void daysAreWhole() {
        assertThatThrownBy(() -> read(LEAST + "minimum-days = 0.5"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("class.STANDARD.minimum-days");
    }

    @Test
    void aMissingFileIsAMistakeOfTheUser() {
        assertThatThrownBy(() -> PriceFile.read(directory.resolve("none")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no such file");
    }
}
