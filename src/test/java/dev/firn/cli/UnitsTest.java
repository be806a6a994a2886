package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UnitsTest {

    @Test
    void theServiceRunsABackupWithThisConfiguration() {
        assertThat(Units.service("/opt/firn/firn", Path.of("/etc/firn/firn.toml")))
                .contains("\nExecStart=/opt/firn/firn backup --config /etc/firn/firn.toml\n");
    }

    /** systemd.service(5): quotes, percent and dollar signs mean something in command lines. */
    @Test
    void pathsMayHaveAnythingInThem() {
        assertThat(Units.service("/opt/my firn", Path.of("/a%b/$c/\"d\"")))
                .contains("\nExecStart=\"/opt/my firn\" backup --config \"/a%%b/$$c/\\\"d\\\"\"\n");
    }

    @Test
    void theTimerMakesUpForANightThatTheHostWasOff() {
        assertThat(Units.timer("Mon *-*-* 02:00"))
                .contains("\nOnCalendar=Mon *-*-* 02:00\n", "\nPersistent=true\n");
    }
}
