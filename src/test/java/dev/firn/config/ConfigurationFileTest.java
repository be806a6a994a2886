package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.StorageClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    void storageClassesHaveTheNamesOfS3() throws IOException {
        String vault = "vault.location = '/v'\n";
        assertThat(read(vault).backup().storageClass()).isEmpty();
        assertThat(read(vault + "backup.storage-class = 'GLACIER'").backup().storageClass())
                .contains(StorageClass.GLACIER);
        assertRefused(
                vault + "backup.storage-class = 'glacier'",
                "'backup.storage-class': 'glacier' is not one of STANDARD, STANDARD_IA, GLACIER_IR,"
                        + " GLACIER, DEEP_ARCHIVE");
    }

    @Test
    void chunksAreNotSmallerThanTheyAreWorth() throws IOException {
        String vault = "vault.location = '/v'\nbackup.chunk-size = ";
        assertThat(read(vault + "'8 MiB'").backup().layout().chunkBytes()).isEqualTo(8 << 20);
        assertRefused(vault + "'6 MiB'", "'backup.chunk-size': a chunk has 8 MiB at least");
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
}
