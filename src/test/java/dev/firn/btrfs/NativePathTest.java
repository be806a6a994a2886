package dev.firn.btrfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.UserException;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativePathTest {

    @Test
    void aPathIsGivenToCAsItsBytes() {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = NativePath.bytes(NativePath.of(Path.of("/a b/ü\n"), arena));

            assertThat(bytes).isEqualTo("/a b/ü\n".getBytes(UTF_8));
        }
    }

    @Test
    void aRelativePathIsMadeAbsolute() {
        assertThat(NativePath.text(Path.of("-x"))).startsWith("/").endsWith("/-x");
    }

    @Test
    void aNameThatIsNotUtf8IsRefusedAndNotChanged(@TempDir Path directory) throws IOException {
        Shell.script("touch \"$1/$(printf 'caf\\351')\"", directory);

        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            Path file = files.iterator().next();
            assertThatThrownBy(() -> NativePath.text(file))
                    .isInstanceOf(UserException.class)
                    .hasMessage(
                            "cannot use '%s': the locale's encoding, UTF-8, cannot spell its name",
                            file)
                    .extracting(e -> ((UserException) e).hint())
                    .isEqualTo("rename it: its name is not UTF-8");
        }
    }

    @Test
    void bytesThatAreNoTextHaveNoPath() {
        assertThat(NativePath.decode(new byte[] {'a', (byte) 0xe9})).isEmpty();
        assertThat(NativePath.decode("ü\n".getBytes(UTF_8))).contains(Path.of("ü\n"));
    }
}
