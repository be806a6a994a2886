package dev.firn.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.report.Progress;
import dev.firn.testing.Shell;
import dev.firn.tree.Tree;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a tar has every file once, whatever its size and names, and gives no rights away unasked.
 * Method: GNU tar lists it; that it brings back what random histories hold is tested there.
 */
class TarArchiveTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    private static final byte[] BYTES = "content".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    private Outcome outcome = new Outcome();

    private List<String> list(TestStream stream, boolean special) throws IOException {
        Path tar = directory.resolve("tar");
        try (StreamVault vault =
                new StreamVault(Files.createDirectory(directory.resolve("vault")))) {
            vault.store(stream.end());
            Tree tree = vault.tree(stream.uuid);
            var how = new TarArchive.Settings(special, false, directory.resolve("spool"));
            try (OutputStream out = Files.newOutputStream(tar);
                    Contents contents = vault.contents(tree);
                    TarArchive archive =
                            new TarArchive(
                                    tree,
                                    List.of(new Selected(Tree.ROOT, Paths.ROOT, Paths.ROOT)),
                                    contents,
                                    how,
                                    Progress.SILENT)) {
                archive.plan();
                archive.read();
                archive.write(out);
                outcome = archive.outcome();
            }
        }
        return Shell.run("tar", "--full-time", "--utc", "--numeric-owner", "-tvf", tar)
                .lines()
                .map(line -> line.replaceAll(" +", " "))
                .toList();
    }

    /** As large as a file can be, with a few bytes in it. */
    @Test
    void aHugeFileTakesWhatIsInIt() throws IOException {
        TestStream stream =
                new TestStream()
                        .mkfile("f")
                        .write("f", 1L << 40, BYTES)
                        .truncate("f", Long.MAX_VALUE)
                        .chown("f", 4_000_000_000L, 7);

        assertThat(list(stream, false))
                .anyMatch(line -> line.contains("4000000000/7 9223372036854775807 "));
        assertThat(Files.size(directory.resolve("tar"))).isLessThan(20 << 10);
    }

    /** An inline extent of three bytes has a hole behind it, which ends with no block. */
    @Test
    void rangesOfAnyLengthAreReadBack() throws IOException {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        TestStream stream = new TestStream();
        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] file = new byte[1 + random.nextInt(20_000)];
            String name = "f" + i;
            stream.mkfile(name);
            for (int at = gap(random); at < file.length; at += gap(random)) {
                byte[] bytes = new byte[Math.min(1 + gap(random), file.length - at)];
                random.nextBytes(bytes);
                System.arraycopy(bytes, 0, file, at, bytes.length);
                stream.write(name, at, bytes);
                at += bytes.length;
            }
            stream.truncate(name, file.length);
            files.add(file);
        }

        list(stream, false);

        Path target = Files.createDirectory(directory.resolve("target"));
        Shell.run("tar", "-xSf", directory.resolve("tar"), "-C", target);
        for (int i = 0; i < files.size(); i++) {
            assertThat(Files.readAllBytes(target.resolve("f" + i)))
                    .as("seed %d, file %d", SEED, i)
                    .isEqualTo(files.get(i));
        }
    }

    private static int gap(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(4);
            case 1 -> 512 * random.nextInt(4);
            case 2 -> random.nextInt(600);
            default -> random.nextInt(6000);
        };
    }

    /** Links come after what they link to, in whatever order the names were given. */
    @Test
    void aFileIsThereUnderItsFirstName() throws IOException {
        TestStream stream =
                new TestStream()
                        .mkdir("b")
                        .mkdir("a")
                        .mkfile("b/one")
                        .write("b/one", 0, BYTES)
                        .link("a/two", "b/one")
                        .link("b/a", "b/one");

        assertThat(list(stream, false).stream().map(line -> line.split(" ", 6)[5]))
                .containsExactly(
                        ".", "a", "a/two", "b", "b/a link to a/two", "b/one link to a/two");
        assertThat(outcome.files()).isEqualTo(1);
    }

    @Test
    void whatGivesRightsAwayIsAskedFor() throws IOException {
        TestStream stream =
                new TestStream()
                        .mknod(5, "disk", 0x800, 0x6000 | 0666)
                        .mknod(7, "socket", 0, 0xc000 | 0666)
                        .mkfile("f")
                        .chmod("f", 06755)
                        .setXattr("f", "security.capability", new byte[20])
                        .setXattr("f", "system.posix_acl_access", BYTES)
                        .setXattr("f", "nothing", BYTES);

        List<String> lines = list(stream, false);

        assertThat(lines).hasSize(2).anyMatch(line -> line.startsWith("-rwxr-xr-x"));
        assertThat(outcome.unkept())
                .containsOnlyKeys(
                        Unkept.DEVICE_NODE,
                        Unkept.SPECIAL_FILE,
                        Unkept.SET_ID_BITS,
                        Unkept.CAPABILITY,
                        Unkept.ACL,
                        Unkept.XATTR);
    }
}
