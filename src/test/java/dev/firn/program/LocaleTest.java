package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.Shell;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: names are UTF-8 to Firn whatever the locale of the shell it is started from. */
class LocaleTest {

    /** The last is one that no machine has, as ssh passes on those of another machine. */
    @ParameterizedTest
    @ValueSource(strings = {"", "C", "POSIX", "C.UTF-8", "xx_XX.UTF-8"})
    void theEntryScriptsSetOneThatWorks(String locale) throws IOException {
        String script = "LC_ALL=$1; . scripts/setup.sh; locale charmap";

        assertThat(Shell.run("sh", "-euc", script, "test", locale)).isEqualTo("UTF-8\n");
    }
}
