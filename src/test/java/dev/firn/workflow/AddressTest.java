package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: whatever is printed as a place can be given back, and means that place. */
class AddressTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private World world;

    @BeforeEach
    void storeTwo() throws IOException {
        world = new World(home, 1 << 20);
        world.backUp();
        world.volume.change();
        world.backUp();
    }

    private Lookup.Address address(String text) throws IOException {
        return new Lookup(world.open().catalog(), ZoneOffset.UTC, world.said).address(text);
    }

    private String pathOf(String text) throws IOException {
        return address(text).path().toString();
    }

    @Test
    void hasAPathAfterAColon() throws IOException {
        assertThat(pathOf("photos")).isEmpty();
        assertThat(pathOf("photos:")).isEmpty();
        assertThat(pathOf("photos:a/b")).isEqualTo("a/b");
        assertThat(pathOf("photos:a:b@c")).isEqualTo("a:b@c");
        assertThat(pathOf("photos@latest:a:b")).isEqualTo("a:b");
        assertThat(pathOf("photos:/a//./b/")).isEqualTo("a/b");
        assertThat(pathOf("photos@latest")).isEmpty();
    }

    @Test
    void aTimeHasColons() throws IOException {
        // Taken at 1,700,000,660 s and two minutes later.
        assertThat(address("photos@2023-11-14T22:24:a/b").found().snapshot())
                .isEqualTo(address("photos@2023-11-14T22:24").found().snapshot())
                .isEqualTo(world.stored().getFirst());
        assertThat(pathOf("photos@2023-11-14T22:24:59Z:a/b")).isEqualTo("a/b");
        assertThat(pathOf("photos@2023-11-14T22:24:a/b")).isEqualTo("a/b");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertKind("photos@nothing:a", ErrorKind.NOT_FOUND);
        assertKind("photos@2020-01-01:a", ErrorKind.NOT_FOUND);
        assertKind("photos@:a", ErrorKind.NOT_FOUND);
        assertKind("music:a", ErrorKind.NOT_FOUND);
    }

    @Test
    void pathsThatLeadElsewhereAreRefused() {
        assertKind("photos:../a", ErrorKind.USAGE);
        assertKind("photos:a/..", ErrorKind.USAGE);
        assertKind("photos:a\\", ErrorKind.USAGE);
        assertKind("photos:a\\x4", ErrorKind.USAGE);
        assertKind("photos:a\\xzz", ErrorKind.USAGE);
    }

    private void assertKind(String text, ErrorKind kind) {
        assertThatThrownBy(() -> address(text))
                .as(text)
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void anyNameComesBack() {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            byte[] name = new byte[1 + random.nextInt(40)];
            for (int at = 0; at < name.length; at++) {
                do {
                    // Bytes of all kinds, and of those that mean something more.
                    name[at] =
                            random.nextInt(3) == 0
                                    ? (byte) "\\x:@ä.\n".charAt(random.nextInt(7))
                                    : (byte) random.nextInt(256);
                } while (name[at] == 0 || name[at] == '/');
            }
            StreamPath path = StreamPath.of(name);
            if (path.toString().equals(".") || path.toString().equals("..")) {
                continue;
            }
            assertThat(Paths.parse(path.toString())).isEqualTo(path);
            assertThat(Paths.parse(Paths.in(path, path).toString()))
                    .isEqualTo(Paths.in(path, path));
        }
    }
}
