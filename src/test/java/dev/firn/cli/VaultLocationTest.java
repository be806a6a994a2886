package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultLocationTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @Test
    void aVaultToRehearseWithIsInADirectory() {
        VaultLocation location = VaultLocation.parse("rehearsal:/mnt/v/");
        assertThat(location)
                .isEqualTo(
                        new VaultLocation.Rehearsal(
                                new VaultLocation.Directory(Path.of("/mnt/v"))));
        assertThat(location).hasToString("rehearsal:/mnt/v");
        assertThat(VaultLocation.parse(location.toString())).isEqualTo(location);
    }

    /** Past the ledger, what is put would never freeze. */
    @Test
    void aVaultToRehearseWithIsNotOpenedAsAnother() throws IOException {
        VaultLocation.Directory directory = new VaultLocation.Directory(home);
        VaultLocation.Rehearsal rehearsal = new VaultLocation.Rehearsal(directory);
        assertThatThrownBy(() -> LocalVaults.glacier(rehearsal))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("there is no vault to rehearse with");
        LocalVaults.newGlacier(rehearsal).close();
        LocalVaults.glacier(rehearsal).close();
        assertThatThrownBy(() -> LocalVaults.objects(directory))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("it is one to rehearse with");
    }

    @ParameterizedTest
    @CsvSource({
        "s3://acme-backup, acme-backup, ''",
        "s3://acme-backup/, acme-backup, ''",
        "s3://acme.backup/nas, acme.backup, nas/",
        "s3://acme-backup/home/nas_2/, acme-backup, home/nas_2/",
    })
    void aBucketMayHaveAPrefix(String text, String name, String prefix) {
        assertThat(VaultLocation.parse(text)).isEqualTo(new VaultLocation.Bucket(name, prefix));
    }

    @Test
    void aBucketIsPrintedAsItIsWritten() {
        assertThat(VaultLocation.parse("s3://acme/a/b/")).hasToString("s3://acme/a/b");
        assertThat(VaultLocation.parse("s3://acme/")).hasToString("s3://acme");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://",
                "s3://a",
                "s3://Acme",
                "s3://-acme",
                "s3:///acme",
                "s3://acme//b",
                "s3://acme/../b",
                "s3://acme/a b",
                "s3://acme/*",
                "gs://acme",
            })
    void whatIsNoBucketIsRefused(String text) {
        assertThatThrownBy(() -> VaultLocation.parse(text))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE))
                .hasMessageStartingWith("cannot use vault '%s'", text);
    }

    /** Tables are shared by all vaults of an account and region. */
    @Test
    void noTwoVaultsHaveTheSameTables() {
        assertThat(tables("s3://acme")).isEqualTo("firn-acme");
        assertThat(tables("s3://acme/nas"))
                .matches("firn-acme-[0-9a-f]{8}")
                .isNotEqualTo(tables("s3://acme/pc"))
                .isNotEqualTo(tables("s3://acme-nas"));
        assertThat(tables("s3://acme.nas")).matches("firn-acme_nas-[0-9a-f]{8}");
        assertThat(tables("s3://" + "a".repeat(63))).matches("firn-a{40}-[0-9a-f]{8}");
    }

    private static String tables(String location) {
        return TableNames.of((VaultLocation.Bucket) VaultLocation.parse(location));
    }
}
