package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: Ctrl-C and Ctrl-Z do what people expect of them, in the middle of the work. */
@RequiresBtrfs
class SignalIT {

    private static final long GIB = 1L << 30;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestHost host;

    @BeforeEach
    void makeHost() throws IOException {
        host = TestHost.withVault(2 * GIB);
        Shell.script("head -c 400000000 /dev/urandom > \"$1/file\"", host.volume());
    }

    @AfterEach
    void closeHost() throws IOException {
        host.close();
    }

    @Test
    void anInterruptedBackupShowsNothingAndGoesOn() throws IOException {
        Process firn = startBackup();
        signal("INT", firn);

        assertInterrupted(130, Shell.await(firn));
        assertThat(host.firn("list")).contains("nothing is stored yet");
        assertThat(host.vault().resolve("snapshots")).doesNotExist();
        assertThat(files(host.vault().resolve(".firn-tmp"))).isZero();

        assertThat(host.firn("backup")).contains("full", "from an interrupted backup");
        assertThat(host.firn("backup")).contains("nothing has changed");
        assertRestores();
    }

    /** Ctrl-C, and what ends a service; Java gives each its number and 128. */
    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void anInterruptedRestoreShowsNothingAndGoesOn(String signal, int status) throws IOException {
        host.firn("backup");
        try (LoopBtrfs back = LoopBtrfs.create(2 * GIB)) {
            Process firn = host.startInGroup("restore", "data", back.path().toString());
            while (firn.isAlive() && Shell.run("ls", "-A", back.path()).isEmpty()) {
                Thread.onSpinWait();
            }
            signal(signal, firn);

            assertInterrupted(status, Shell.await(firn));
            assertThat(Shell.run("ls", "-A", back.path())).isEmpty();

            assertThat(host.restore("data", back.path())).contains("(1 received)");
            Path newest = host.localSnapshots().getLast();
            Trees.assertSame(newest, back.path().resolve(newest.getFileName()));
        }
    }

    /** The kernel begins to send anew then, after half of a stream. */
    @Test
    void aBackupThatWasStoppedGoesOnByItself() throws IOException {
        Process firn = startBackup();
        signal("STOP", firn);
        awaitStopped(firn);
        signal("CONT", firn);

        Shell.Result result = Shell.await(firn);
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.err()).contains("it is sent once more");
        assertThat(result.out()).contains("full", "from an interrupted backup");
        assertRestores();
    }

    /** Starts a backup and comes back when it has stored a chunk. */
    private Process startBackup() throws IOException {
        Process firn = host.startInGroup("backup");
        while (firn.isAlive() && files(host.vault().resolve("chunks")) == 0) {
            Thread.onSpinWait();
        }
        return firn;
    }

    private static void signal(String name, Process firn) throws IOException {
        Shell.run("kill", "-" + name, "--", "-" + firn.pid());
    }

    /**
     * Comes back when every thread has stopped: the one that sends, too, which the kernel stops at
     * the end of a call that waits, and not before.
     */
    private static void awaitStopped(Process firn) throws IOException {
        Path tasks = Path.of("/proc/%d/task".formatted(firn.pid()));
        boolean isStopped = false;
        while (!isStopped) {
            assertThat(firn.isAlive()).isTrue();
            try (Stream<Path> all = Files.list(tasks)) {
                isStopped = all.allMatch(SignalIT::isStopped);
            }
        }
    }

    /** By its state, the word after the name in parentheses (proc(5), "stat"). */
    private static boolean isStopped(Path task) {
        try {
            String stat = Files.readString(task.resolve("stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException e) {
            return false; // it has just ended: look again
        }
    }

    private static void assertInterrupted(int status, Shell.Result result) {
        assertThat(result.status()).as(result.err()).isEqualTo(status);
        assertThat(result.err().lines().filter(line -> !line.startsWith("firn: warning")))
                .containsExactly("firn: interrupted; run the same command again to go on");
    }

    private static long files(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    private void assertRestores() throws IOException {
        try (LoopBtrfs back = LoopBtrfs.create(2 * GIB)) {
            host.restore("data", back.path());
            Path newest = host.localSnapshots().getLast();
            Trees.assertSame(newest, back.path().resolve(newest.getFileName()));
        }
    }
}
