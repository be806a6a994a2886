package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Goal: whoever may have to open a passphrase gets the memory that this takes. */
class LaunchTest {

    private static final Pattern LARGE_HEAP = Pattern.compile("(?m)^ +(.*)\\) heap=-Xmx448m ;;$");

    @Test
    void commandsThatTakeAPassphraseHaveAHeapForIt() throws IOException {
        Matcher line = LARGE_HEAP.matcher(Files.readString(Path.of("scripts/launch.sh")));
        assertThat(line.find()).isTrue();

        assertThat(line.group(1).split(" \\| ", -1)).containsAll(takingPassphrases());
    }

    private static Set<String> takingPassphrases() {
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, CommandLine> command :
                Commands.lineFor(new String[0]).getSubcommands().entrySet()) {
            if (takesPassphrase(command.getValue())) {
                names.add(command.getKey());
            }
        }
        assertThat(names).contains("restore", "verify").containsAll(List.of("init", "index"));
        return names;
    }

    private static boolean takesPassphrase(CommandLine command) {
        return command.getCommandSpec().findOption("--passphrase-file") != null
                || command.getSubcommands().values().stream().anyMatch(LaunchTest::takesPassphrase);
    }
}
