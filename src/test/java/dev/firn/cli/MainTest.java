package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {

    /** Java puts one character in the place of bytes it does not understand. */
    @Test
    void anArgumentThatIsNotWhatWasTypedIsRefused() {
        assertThat(Main.run(new String[] {"list", "--config", "/srv/ph\ufffdtos.toml"}))
                .isEqualTo(ExitCode.USAGE.status());
    }
}
