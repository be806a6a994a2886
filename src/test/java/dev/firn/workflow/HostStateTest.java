package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.testing.FailingObjectStore;
import dev.firn.testing.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what a host remembers of its backups is for its owner, whoever made it how. */
class HostStateTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @Test
    void nobodyElseCanLookIntoIt() throws IOException {
        World world = new World(home);
        world.backUp();
        world.volume.change();
        interrupt(world);
        List<Path> all = state(world);
        assertThat(all.stream().map(path -> path.getFileName().toString()))
                .contains("common")
                .anyMatch(name -> name.endsWith(".journal"));
        assertOwnerOnly(all);

        for (Path path : all) {
            Files.setPosixFilePermissions(
                    path,
                    PosixFilePermissions.fromString(
                            Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
        }
        interrupt(world);

        assertOwnerOnly(state(world).stream().filter(path -> !path.endsWith("common")).toList());
    }

    /** The third object of a backup is a chunk: a journal is there then. */
    private static void interrupt(World world) {
        Failure failure = new Failure(2, Failure.When.BEFORE, Failure.Kind.FAILED);
        assertThatThrownBy(() ->
                        world.backUp(new FailingObjectStore(world.objects, failure), world.records))
                .isInstanceOf(IOException.class);
    }

    private static List<Path> state(World world) throws IOException {
        try (Stream<Path> all = Files.walk(world.state())) {
            return new ArrayList<>(all.toList());
        }
    }

    private static void assertOwnerOnly(List<Path> paths) throws IOException {
        for (Path path : paths) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .as(path.toString())
                    .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
        }
    }
}
