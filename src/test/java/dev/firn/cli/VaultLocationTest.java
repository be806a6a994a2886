package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
