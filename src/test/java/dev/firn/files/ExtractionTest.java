package dev.firn.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.posix.Directory;
import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what is at a destination is neither taken for what was stored, nor for nobody's. */
class ExtractionTest {

    private static final byte[] BYTES = "stored".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set before each test
    private StreamVault vault;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path target;

    private final TestStream stream =
            new TestStream().mkfile("a").write("a", 0, BYTES).link("z", "a").mkfile("other");

    @BeforeEach
    void store() throws IOException {
        target = Files.createDirectory(directory.resolve("target"));
        vault = new StreamVault(Files.createDirectory(directory.resolve("vault")));
        vault.store(stream.end());
    }

    @AfterEach
    void close() throws IOException {
        vault.close();
    }

    /** It would have a stranger's content under the name of what was stored. */
    @Test
    void noNameIsLinkedToAFileThatIsInTheWay() throws IOException {
        Files.writeString(target.resolve("a"), "mine");

        Outcome outcome = vault.extract(stream.uuid, target);

        assertThat(target.resolve("a")).hasContent("mine");
        assertThat(target.resolve("z")).doesNotExist();
        assertThat(target.resolve("other")).isEmptyFile();
        assertThat(outcome.conflicts()).isEqualTo(2);
    }

    /** The unfinished file of one would be taken for the whole one of the other. */
    @Test
    void twoAtATimeAreRefused() throws IOException {
        try (Directory other = Directory.open(target)) {
            assertThat(other.tryLock()).isTrue();

            assertThatThrownBy(() -> vault.extract(stream.uuid, target))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("another Firn is at work");
            assertThat(target).isEmptyDirectory();
        }
        assertThat(vault.extract(stream.uuid, target).files()).isEqualTo(2);
    }
}
