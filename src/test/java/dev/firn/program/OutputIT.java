package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: what cannot be written is said, unless whoever reads it knows. */
@RequiresBtrfs
class OutputIT {

    private static final int READER_GONE = 141;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestHost host;

    @BeforeEach
    void storeSomething() throws IOException {
        host = TestHost.withVault(1L << 30);
        Shell.script(
                "cd \"$1\"; head -c 3000000 /dev/urandom > file; touch {1..3000}", host.volume());
        host.firn("backup");
    }

    @AfterEach
    void closeHost() throws IOException {
        host.close();
    }

    /** Runs Firn in a shell's pipe or redirection, {@code "$@" | true} for example. */
    private Shell.Result run(String shell, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", shell, "test"));
        command.addAll(host.command(List.of(), arguments));
        return Shell.result(Map.of(), command.toArray(String[]::new));
    }

    @Test
    void aReaderThatStopsEarlyHearsNothing() throws IOException {
        Shell.Result list = run("\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", "ls", "data");

        assertThat(list.status()).as(list.err()).isEqualTo(READER_GONE);
        assertThat(list.out().lines()).hasSize(1);
        assertThat(list.err()).isEmpty();
    }

    @Test
    void aStreamThatIsNotReadToItsEndIsAnError() throws IOException {
        Shell.Result stream =
                run("\"$@\" | head -c 13; exit ${PIPESTATUS[0]}", "restore", "data", "--stream");

        assertThat(stream.status()).as(stream.err()).isEqualTo(READER_GONE);
        assertThat(stream.err())
                .contains("firn: cannot write the output: whoever read it went away");
    }

    @Test
    void aFullDiskUnderTheOutputIsAnError() throws IOException {
        for (String[] command :
                new String[][] {{"list"}, {"restore", "data", "--stream"}, {"cat", "data:file"}}) {
            Shell.Result result = run("\"$@\" > /dev/full", command);

            assertThat(result.status()).as(result.err()).isEqualTo(8);
            assertThat(result.err())
                    .contains("firn: cannot write the output: No space left on device");
        }
    }

    @Test
    void aTerminalIsNoPlaceForAStream() throws IOException {
        String restore = String.join(" ", host.command(List.of(), "restore", "data", "--stream"));

        Shell.Result result = Shell.result(Map.of(), "script", "-qec", restore, "/dev/null");

        assertThat(result.status()).as(result.out()).isEqualTo(2);
        assertThat(result.out()).contains("firn: cannot write a stream to a terminal");
    }

    @Test
    void whatIsNoSendStreamIsNotCalledAVault() throws IOException {
        Path text = Files.writeString(host.home().resolve("text"), "not a stream, but long enough");

        Shell.Result dump = host.tryFirn("stream", "dump", text.toString());
        assertThat(dump.status()).isEqualTo(1);
        assertThat(dump.err()).contains("cannot read '" + text + "' as a send stream: ");

        Shell.Result directory = host.tryFirn("stream", "dump", host.home().toString());
        assertThat(directory.status()).isEqualTo(2);
        assertThat(directory.err()).contains("it is a directory");
    }
}
