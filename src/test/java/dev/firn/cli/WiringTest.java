package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WiringTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    private boolean knowsVolume(String configured, String option) throws IOException {
        FirnCommand options = new FirnCommand();
        options.config = home.resolve("firn.toml");
        options.vault = option;
        Files.writeString(
                options.config,
                "vault.location = '%s'\nvolume.photos.path = '/srv/photos'".formatted(configured));
        return new Wiring(options).configuration().volumes().containsKey("photos");
    }

    @Test
    void aVaultMayBeWrittenInSeveralWays() throws IOException {
        assertThat(knowsVolume("/mnt/v", "/mnt/v")).isTrue();
        assertThat(knowsVolume("/mnt/v", "/mnt/v/")).isTrue();
        assertThat(knowsVolume("/mnt/v/", "/mnt/x/../v")).isTrue();
        assertThat(knowsVolume("/mnt/v", "/mnt/w")).isFalse();
    }

    @Test
    void aKernelNameThatRecordsDoNotTakeIsNoFailure() {
        assertThat(KernelHostName.orLocalhost("nas")).isEqualTo("nas");
        assertThat(KernelHostName.orLocalhost("(none)")).isEqualTo("localhost");
        assertThat(KernelHostName.orLocalhost("")).isEqualTo("localhost");
    }
}
