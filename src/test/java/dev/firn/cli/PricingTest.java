package dev.firn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.config.ConfigurationFile;
import dev.firn.cost.PriceFile;
import dev.firn.report.UserException;
import dev.firn.storage.StorageClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: chunks are put into the class that was asked for, and where money is said, it is known. */
class PricingTest {

    private static final long CHUNK = 64 << 20;
    private static final String AUTO = "backup.storage-class = 'auto'\n";
    private static final String SERVER = "s3.endpoint = 'https://s3.example.org'\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    private Pricing pricing(String location, String... lines) throws IOException {
        Path file = home.resolve("firn.toml");
        Files.writeString(
                file, "vault.location = '%s'\n%s".formatted(location, String.join("", lines)));
        return new Pricing(ConfigurationFile.read(file, "nas"));
    }

    private StorageClass classOf(String location, String... lines) throws IOException {
        return pricing(location, lines).classOf("photos").apply(CHUNK);
    }

    /** The same prices, but that DEEP_ARCHIVE is as dear as it can be. */
    private String otherPrices() throws IOException {
        Path file = home.resolve("prices.toml");
        try (var builtIn = PriceFile.class.getResourceAsStream("us-east-1.toml")) {
            String text = new String(builtIn.readAllBytes(), UTF_8);
            Files.writeString(
                    file,
                    text.replace("us-east-1", "mars").replace("month = 0.00099", "month = 99"));
        }
        return "cost.prices = '%s'\n".formatted(file);
    }

    @Test
    void whatIsNotSaidIsAsItIsUsualThere() throws IOException {
        assertThat(classOf("/mnt/v")).isEqualTo(StorageClass.STANDARD);
        assertThat(classOf("s3://acme")).isEqualTo(StorageClass.STANDARD);
        assertThat(classOf("rehearsal:/mnt/v")).isEqualTo(StorageClass.DEEP_ARCHIVE);
    }

    @Test
    void aVolumesOwnClassCountsBeforeThatOfTheVault() throws IOException {
        String all = "backup.storage-class = 'GLACIER'\n";
        String own = "volume.photos.path = '/p'\nvolume.photos.storage-class = 'STANDARD_IA'";
        assertThat(classOf("s3://acme", all)).isEqualTo(StorageClass.GLACIER);
        assertThat(classOf("s3://acme", all, own)).isEqualTo(StorageClass.STANDARD_IA);
    }

    /** The table of docs/cost.md. */
    @Test
    void autoTakesTheCheapestForALifetime() throws IOException {
        String week = "volume.photos.path = '/p'\nvolume.photos.lifetime = '1w'";
        assertThat(classOf("s3://acme", AUTO)).isEqualTo(StorageClass.DEEP_ARCHIVE);
        assertThat(classOf("s3://acme", AUTO, "backup.lifetime = '1w'"))
                .isEqualTo(StorageClass.STANDARD);
        assertThat(classOf("s3://acme", AUTO, week)).isEqualTo(StorageClass.STANDARD);
        assertThat(pricing("s3://acme", AUTO).classOf("photos").apply(1024))
                .isEqualTo(StorageClass.STANDARD);
    }

    @Test
    void otherPricesLeadToAnotherChoice() throws IOException {
        Pricing pricing = pricing("s3://acme", AUTO, otherPrices());
        assertThat(pricing.prices().region()).isEqualTo("mars");
        assertThat(pricing.classOf("photos").apply(CHUNK)).isEqualTo(StorageClass.GLACIER);
    }

    @Test
    void whatAnotherServerChargesIsKnownOnlyIfSomebodySaysIt() throws IOException {
        assertThat(pricing("s3://acme").charged()).isPresent();
        assertThat(pricing("rehearsal:/mnt/v").charged()).isPresent();
        assertThat(pricing("s3://acme", SERVER).charged()).isEmpty();
        assertThat(pricing("s3://acme", SERVER, otherPrices()).charged()).isPresent();
        assertThat(classOf("s3://acme", SERVER, AUTO, otherPrices()))
                .isEqualTo(StorageClass.GLACIER);
        assertThatThrownBy(() -> classOf("s3://acme", SERVER, AUTO))
                .isInstanceOf(UserException.class)
                .hasMessage(
                        "cannot choose storage classes in 's3://acme': what the server charges is not known");
    }

    @Test
    void aDirectoryHasNoOtherClass() throws IOException {
        assertThat(classOf("/mnt/v", "backup.storage-class = 'STANDARD'\n"))
                .isEqualTo(StorageClass.STANDARD);
        assertThatThrownBy(() -> classOf("/mnt/v", AUTO))
                .hasMessage(
                        "cannot store chunks with storage class auto in '/mnt/v': it is a directory");
        assertThat(pricing("/mnt/v").charged()).isEmpty();
    }

    @Test
    void aFileThatIsMissingIsNamed() throws IOException {
        Pricing pricing = pricing("s3://acme", "cost.prices = '/no/such.toml'");
        assertThatThrownBy(pricing::charged)
                .isInstanceOf(UserException.class)
                .hasMessageContaining("/no/such.toml");
    }
}
