package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.config.Configuration.ClassRule;
import dev.firn.config.Configuration.VolumePart;
import dev.firn.model.RateSchedule;
import dev.firn.model.Sha256;
import dev.firn.model.VaultId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.StorageClass;
import dev.firn.storage.ThawTier;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    private Configuration read(String text) throws IOException {
        Path file = home.resolve("firn.toml");
        Files.writeString(file, text);
        return ConfigurationFile.read(file, "this-host");
    }

    private void assertRefused(String text, String reason) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
                .hasMessage("cannot use configuration '%s': %s", home.resolve("firn.toml"), reason);
    }

    @Test
    void aDirectoryIsNone() {
        assertThatThrownBy(() -> ConfigurationFile.read(home, "this-host"))
                .isInstanceOf(UserException.class)
                .hasMessage("cannot use configuration '%s': it is a directory", home);
    }

    /** A timer runs Firn in another directory than a person does. */
    @Test
    void aVaultIsWhereItIsWhereverFirnRuns() throws IOException {
        assertThat(read("vault.location = '/mnt/v/'").vault().location()).isEqualTo("/mnt/v");
        assertThat(read("vault.location = 's3://a/b'").vault().location()).isEqualTo("s3://a/b");
        assertThat(read("vault.location = 'rehearsal:/mnt/v/'").vault().location())
                .isEqualTo("rehearsal:/mnt/v");
        assertRefused(
                "vault.location = 'mnt/v'", "'vault.location': 'mnt/v' is not an absolute path");
        assertRefused(
                "vault.location = 'rehearsal:mnt/v'",
                "'vault.location': 'mnt/v' is not an absolute path");
    }

    @Test
    void aMisspelledKeyIsNamed() {
        assertRefused(
                "vault.locaton = '/v'",
                "'vault.location' is missing, and there is no key 'locaton'");
        assertRefused(
                "vault.location = '/v'\nvault.recipient = []",
                "there is no key 'vault.recipient', did you mean 'recipients'?");
        assertRefused(
                "vault.location = '/v'\nvolume.x.keep_local = 3\nvolume.x.path = '/x'",
                "there is no key 'volume.x.keep_local', did you mean 'keep-local'?");
    }

    @Test
    void storageClassesHaveTheNamesOfS3() throws IOException {
        String vault = "vault.location = '/v'\n";
        assertThat(read(vault).backup().storageClass()).isEmpty();
        assertThat(read(vault + "backup.storage-class = 'GLACIER'").backup().storageClass())
                .contains(new ClassRule.Named(StorageClass.GLACIER));
        assertRefused(
                vault + "backup.storage-class = 'glacier'",
                "'backup.storage-class': 'glacier' is not one of auto, STANDARD, STANDARD_IA, GLACIER_IR,"
                        + " GLACIER, DEEP_ARCHIVE");
    }

    @Test
    void chunksAreNotSmallerThanTheyAreWorth() throws IOException {
        String vault = "vault.location = '/v'\nbackup.chunk-size = ";
        assertThat(read(vault + "'8 MiB'").backup().layout().chunkBytes()).isEqualTo(8 << 20);
        assertRefused(vault + "'6 MiB'", "'backup.chunk-size': a chunk has 8 MiB at least");
    }

    @Test
    void aVolumeMayHaveAClassAndALifetimeOfItsOwn() throws IOException {
        Configuration read =
                read(
                        """
                        vault.location = '/v'
                        backup.storage-class = 'auto'
                        backup.lifetime = '90d'
                        [volume.photos]
                        path = '/p'
                        storage-class = 'GLACIER_IR'
                        lifetime = '10d'
                        [volume.mail]
                        path = '/m'
                        """);

        assertThat(read.backup().storageClass()).contains(new ClassRule.Auto());
        assertThat(read.backup().lifetime()).isEqualTo(Duration.ofDays(90));
        VolumePart photos = Objects.requireNonNull(read.volumes().get("photos"));
        assertThat(photos.storageClass()).contains(new ClassRule.Named(StorageClass.GLACIER_IR));
        assertThat(photos.lifetime()).contains(Duration.ofDays(10));
        VolumePart mail = Objects.requireNonNull(read.volumes().get("mail"));
        assertThat(mail.storageClass()).isEmpty();
        assertThat(mail.lifetime()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup.lifetime = '0s'",
                "backup.lifetime = '36501d'",
                "restore.ask-above = '-1'",
                "restore.ask-above = '1e9'",
                "restore.ask-above = 'much'",
                "cost.prices = 'prices.toml'",
                "cost.price = '/p'",
                "volume.a.path = '/a'\nvolume.a.storage-class = 'Auto'"
            })
    void whatIsNoPriceLifetimeOrClassIsRefused(String line) {
        assertThatThrownBy(() -> read("vault.location = '/v'\n" + line))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("cannot use configuration");
    }

    @Test
    void thawsAreAskedForAsTheFileSays() throws IOException {
        String vault = "vault.location = '/v'\n[restore]\n";
        assertThat(read(vault).restore()).isEqualTo(Configuration.RestorePart.DEFAULT);
        assertThat(
                        read(vault
                                        + "thaw-tier = 'standard'\nthaw-days = 3\n"
                                        + "thaw-window = '2 TiB'\nfetched-size = '1 GiB'\n"
                                        + "poll = '1h'\nask-above = '2.50'\n")
                                .restore())
                .isEqualTo(
                        new Configuration.RestorePart(
                                ThawTier.STANDARD,
                                3,
                                2L << 40,
                                1L << 30,
                                Duration.ofHours(1),
                                new BigDecimal("2.50")));
        assertRefused(
                vault + "thaw-tier = 'fast'",
                "'restore.thaw-tier': 'fast' is not one of bulk, standard, expedited");
    }

    @Test
    void aHostHasTheNameThatTheFileOrTheKernelGivesIt() throws IOException {
        String vault = "vault.location = '/v'\n";
        assertThat(read(vault).host().name()).isEqualTo("this-host");
        assertThat(read(vault + "host.name = 'nas-2.example_1'").host().name())
                .isEqualTo("nas-2.example_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-a", "a/b", "a\u001b[2J", "na\u202es"})
    void aNameThatRecordsOrTerminalsDoNotTakeIsRefused(String name) {
        String toml = name.replace("\u001b", "\\u001b");
        assertRefused(
                "vault.location = '/v'\nhost.name = \"%s\"".formatted(toml),
                "'host.name': '%s' cannot be the name of a host: use letters, digits, dots, dashes and underscores"
                        .formatted(name));
    }

    private static final String BUCKET = "vault.location = 's3://acme'\n";

    @Test
    void theCloudIsAsTheSdkFindsItUnlessItIsSaid() throws IOException {
        Configuration plain = read(BUCKET);
        assertThat(plain.s3()).isEqualTo(Configuration.S3Part.DEFAULT);
        assertThat(plain.metadata()).isEqualTo(Configuration.MetadataPart.DEFAULT);
        assertThat(plain.limits()).isEqualTo(Configuration.LimitsPart.NONE);

        Configuration said =
                read(
                        BUCKET
                                + """
                                [s3]
                                region = "eu-central-1"
                                endpoint = "http://10.0.0.1:9000"
                                path-style = true
                                conditional-writes = false
                                account = "123456789012"
                                patience = "10m"
                                uploads = 8
                                [metadata]
                                store = "s3"
                                """);
        assertThat(said.s3().region()).contains("eu-central-1");
        assertThat(said.s3().endpoint()).contains(URI.create("http://10.0.0.1:9000"));
        assertThat(said.s3().hasPathStyle()).isTrue();
        assertThat(said.s3().hasConditionalWrites()).isFalse();
        assertThat(said.s3().patience()).isEqualTo(Duration.ofMinutes(10));
        assertThat(said.metadata().store()).contains(Configuration.MetadataStore.S3);
    }

    @Test
    void whatTheCloudDoesNotTakeIsRefused() {
        assertRefused(
                BUCKET + "s3.account = '12'",
                "'s3.account': '12' is not the 12 digits of an AWS account");
        assertRefused(
                BUCKET + "s3.endpoint = 'localhost:9000'",
                "'s3.endpoint': 'localhost:9000' is not an address like https://s3.example.org");
        assertRefused(
                BUCKET + "s3.path-style = 'yes'", "'s3.path-style': it is neither true nor false");
        assertRefused(
                BUCKET + "metadata.store = 'redis'",
                "'metadata.store': 'redis' is neither dynamodb nor s3");
        assertRefused(
                BUCKET + "metadata.tables = 'a.b'",
                "'metadata.tables': 'a.b' is not 1 to 54 letters, digits, dashes or underscores");
        assertRefused(BUCKET + "s3.secret = 'x'", "there is no key 's3.secret'");
    }

    @Test
    void ratesMayDependOnTheTimeOfDay() throws IOException {
        LocalDateTime noon = LocalDateTime.of(2026, 11, 23, 12, 0);
        assertThat(read(BUCKET + "limits.upload = '20 MB/s'").limits().upload().at(noon))
                .hasValue(20_000_000);
        RateSchedule upload =
                read(BUCKET
                                + "limits.upload = ['5 MB/s', '22:00-06:00 unlimited',"
                                + " 'sat,sun 50 MiB/s', 'mon 11:00-24:00 1 kB/s']")
                        .limits()
                        .upload();
        assertThat(upload.at(noon)).hasValue(1000);
        assertThat(upload.at(noon.plusDays(1))).hasValue(5_000_000);
        assertThat(upload.at(noon.plusDays(1).withHour(23))).isEmpty();
        assertThat(upload.at(noon.plusDays(5))).hasValue(50 << 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fast",
                "5 MB",
                "0 MB/s",
                "25:00-06:00 1 MB/s",
                "xyz 1 MB/s",
                "22:00-6:00 1 MB/s"
            })
    void whatIsNoRateIsRefused(String rate) {
        assertThatThrownBy(() -> read(BUCKET + "limits.download = '%s'".formatted(rate)))
                .hasMessageContaining("'limits.download': '%s' is not a rate like", rate);
    }

    /** What has no effect there is not suggested. */
    @Test
    void onlyVaultsWithStorageClassesAreOfferedThem() throws IOException {
        for (String location : List.of("/mnt/v", "rehearsal:/mnt/v")) {
            Path file = home.resolve("written-%d.toml".formatted(location.length()));
            ConfigurationTemplate.write(file, values(location, Optional.empty()));
            boolean hasClasses = location.startsWith("rehearsal:");

            assertThat(Files.readString(file).contains("storage-class")).isEqualTo(hasClasses);
            assertThat(Files.readString(file).contains("thaw")).isEqualTo(hasClasses);
            Files.writeString(file, Files.readString(file).replaceAll("(?m)^#(?=[a-z-]+ = )", ""));
            Configuration read = ConfigurationFile.read(file, "nas");
            assertThat(read.backup().storageClass().isPresent()).isEqualTo(hasClasses);
            assertThat(read.cost().prices().isPresent()).isEqualTo(hasClasses);
        }
    }

    private static ConfigurationTemplate.Values values(
            String location, Optional<ConfigurationTemplate.Cloud> cloud) {
        return new ConfigurationTemplate.Values(
                VaultId.parse("c857432d-81f5-4d81-8529-6f1fc91280e9"),
                location,
                cloud,
                List.of(),
                Sha256.of(new byte[0]),
                Path.of("/etc/firn/host.key"),
                Optional.empty(),
                Map.of("photos", Path.of("/srv/photos")));
    }

    @Test
    void whatInitWritesOfABucketIsReadAsItWas() throws IOException {
        Configuration.S3Part s3 =
                CloudSettings.s3(
                        Optional.of("eu-central-1"),
                        Optional.of("http://localhost:9000"),
                        true,
                        Optional.of("back\"up"),
                        Optional.of("123456789012"),
                        false);
        Configuration.MetadataPart metadata =
                CloudSettings.metadata(
                        Optional.of("dynamodb"), Optional.of("firn-acme"), true, Optional.empty());
        Path file = home.resolve("written.toml");
        ConfigurationTemplate.write(
                file,
                values("s3://acme", Optional.of(new ConfigurationTemplate.Cloud(s3, metadata))));

        Configuration read = ConfigurationFile.read(file, "nas");

        assertThat(read.s3()).isEqualTo(s3);
        assertThat(read.metadata()).isEqualTo(metadata);
        assertThat(read.limits()).isEqualTo(Configuration.LimitsPart.NONE);
        // What stands there as a comment can be taken as it is.
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^#(?=[a-z-]+ = )", ""));
        assertThat(ConfigurationFile.read(file, "nas").limits().upload().limits()).isTrue();
    }
}
