package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a half written file never has the name that was asked for, and replaces none. */
class OutputFileTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    @Test
    void hasItsNameWhenItIsWhole() throws IOException {
        Path file = directory.resolve("file");
        try (OutputFile output = OutputFile.create(file)) {
            output.stream().write('a');
            assertThat(file).doesNotExist();
            output.keep();
        }
        assertThat(file).hasContent("a");
        assertThat(Files.getPosixFilePermissions(file))
                .containsExactlyInAnyOrder(
                        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        assertThatThrownBy(() -> OutputFile.create(file)).isInstanceOf(UserException.class);
        assertThat(directory).isDirectoryContaining(path -> path.equals(file));
    }

    @Test
    void isGoneIfItIsNotKept() throws IOException {
        try (OutputFile output = OutputFile.create(directory.resolve("file"))) {
            output.stream().write('a');
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void leavesAFileThatCameMeanwhile() throws IOException {
        Path file = directory.resolve("file");
        try (OutputFile output = OutputFile.create(file)) {
            Files.writeString(file, "mine");
            assertThatThrownBy(output::keep).isInstanceOf(UserException.class);
        }
        assertThat(file).hasContent("mine");
        assertThat(directory.toFile().list()).containsExactly("file");
    }
}
