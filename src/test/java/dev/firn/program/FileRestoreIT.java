package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: files come back out of a chain, whole and with all that the destination can keep, as users
 * ask for them. Method: the program, on a chain of three, and tools that are not Firn's to compare.
 */
@RequiresBtrfs
class FileRestoreIT {

    private static final int FILES = 300;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static TestHost host;

    @BeforeAll
    static void store() throws IOException {
        host = TestHost.withVault(1024 * LoopBtrfs.MIB);
        Path folder = Files.createDirectory(host.volume().resolve("folder"));
        Trees.make(folder, 1, FILES);
        Shell.script(
                "cd $1; head -c 3000000 /dev/urandom > random; cp --reflink=always random shared;"
                        + " truncate -s 100M sparse; echo end >> sparse; echo x > set; chmod 4755 set;"
                        + " setfattr -n user.colour -v blue random; setfacl -m u:33:r random",
                host.volume());
        host.firn("backup");
        Trees.step(folder, 1, FILES, 1);
        host.firn("backup");
        Shell.script("cd $1; echo more >> random; echo new > folder/new", host.volume());
        host.firn("backup");
    }

    @AfterAll
    static void close() throws IOException {
        host.close();
    }

    private Path newest() throws IOException {
        return host.localSnapshots().getLast();
    }

    /** Onto btrfs, which can keep everything; RandomHistoryIT has the others. */
    @Test
    void oneFolderComesBack() throws IOException {
        try (LoopBtrfs target = LoopBtrfs.create(1024 * LoopBtrfs.MIB)) {
            String said =
                    host.firn("restore", "data:folder", target.path().toString(), "--special");

            assertThat(said).contains("restored");
            Trees.assertSame(newest().resolve("folder"), target.path().resolve("folder"));
        }
    }

    @Test
    void oneFileKeepsItsAttributesAndHoles() throws IOException {
        host.firn("restore", "data:random", directory.toString(), "--path", "sparse");

        assertThat(directory.resolve("random")).hasSameBinaryContentAs(newest().resolve("random"));
        assertThat(
                        Shell.run(
                                "getfattr",
                                "-n",
                                "user.colour",
                                directory.resolve("random").toString()))
                .contains("blue");
        assertThat(Shell.run("getfacl", "-n", directory.resolve("random").toString()))
                .contains("user:33:r--");
        assertThat(directory.resolve("sparse")).hasSameBinaryContentAs(newest().resolve("sparse"));
        String blocks = Shell.run("stat", "-c", "%b", directory.resolve("sparse").toString());
        assertThat(Long.parseLong(blocks.strip())).isLessThan(100);
    }

    /** To a file, and down a pipe; what is in it for root only if that was asked for. */
    @Test
    void filesComeBackAsATar() throws IOException {
        Path tar = directory.resolve("some.tar");
        String said =
                host.firn("restore", "data:random", tar.toString(), "--as", "tar", "--path", "set");
        assertThat(said).contains("restored 2 files", "not kept: set-user-ID");
        Shell.script("cd $1; tar --xattrs --acls -xpf some.tar", directory);
        assertThat(directory.resolve("random")).hasSameBinaryContentAs(newest().resolve("random"));
        assertThat(Shell.run("getfacl", "-n", directory.resolve("random"))).contains("user:33:r--");
        assertThat((int) Files.getAttribute(directory.resolve("set"), "unix:mode") & 07777)
                .isEqualTo(0755);
        assertThat(host.tryFirn("restore", "data", tar.toString(), "--as", "tar").status())
                .isEqualTo(2);

        Path all = Files.createDirectory(directory.resolve("all"));
        List<Object> command =
                new ArrayList<>(
                        List.of(
                                "bash",
                                "-c",
                                "set -e -o pipefail; cd \"$0\"; \"$@\" | tar -xpS",
                                all));
        command.addAll(
                host.command(List.of("-Xmx96m"), "restore", "data", "--as", "tar", "--special"));
        Shell.run(command.toArray());
        assertThat(digests(all)).isEqualTo(digests(newest()));
        String blocks = Shell.run("stat", "-c", "%b", all.resolve("sparse"));
        assertThat(Long.parseLong(blocks.strip())).isLessThan(100);
    }

    private static String digests(Path folder) throws IOException {
        return Shell.script("cd $1; find . -type f -print0 | sort -z | xargs -0 sha256sum", folder);
    }

    /** Its files would have two places, and one of them would get them empty. */
    @Test
    void aPathWithinAnotherIsRefused() throws IOException {
        Shell.Result refused =
                host.tryFirn(
                        "restore", "data:folder", directory.toString(), "--path", "folder/new");

        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("'folder/new'", "leave it out");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void nothingIsReplacedUnlessToldAndRightsAreNotGivenAway() throws IOException {
        Files.writeString(directory.resolve("random"), "mine");

        Shell.Result kept =
                host.tryFirn("restore", "data:random", directory.toString(), "--path", "set");
        assertThat(kept.status()).isEqualTo(11);
        assertThat(kept.out()).contains("not kept: set-user-ID", "--overwrite");
        assertThat(directory.resolve("random")).hasContent("mine");
        assertThat((int) Files.getAttribute(directory.resolve("set"), "unix:mode") & 07777)
                .isEqualTo(0755);

        host.firn("restore", "data:random", directory.toString(), "--overwrite");
        assertThat(directory.resolve("random")).hasSameBinaryContentAs(newest().resolve("random"));
    }

    /** Every incremental of its host can go on top of it. */
    @Test
    void oneStreamHoldsTheNewestAndNoOther() throws Exception {
        Path middle = host.localSnapshots().get(host.localSnapshots().size() - 2);
        try (LoopBtrfs target = LoopBtrfs.create(1024 * LoopBtrfs.MIB)) {
            Path stream = directory.resolve("stream");
            String name = middle.getFileName().toString();
            host.firn("restore", "data@" + name, stream.toString(), "--as", "stream");
            Shell.run("btrfs", "receive", "-q", "-f", stream.toString(), target.path().toString());
            Path incremental = directory.resolve("incremental");
            Process send =
                    new ProcessBuilder(
                                    host.command(List.of("-Xmx96m"), "restore", "data", "--stream"))
                            .redirectOutput(incremental.toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            assertThat(send.waitFor(2, TimeUnit.MINUTES)).isTrue();
            Shell.run(
                    "btrfs",
                    "receive",
                    "-q",
                    "-f",
                    incremental.toString(),
                    target.path().toString());
            Trees.assertSame(newest(), target.path().resolve(newest().getFileName()));
            assertThat(Files.size(stream)).isLessThan(60 << 20);
        }
    }

    /** It stops anywhere; the same command goes on, and what is back stays. */
    @Test
    void anInterruptedRestoreGoesOn() throws Exception {
        try (LoopBtrfs target = LoopBtrfs.create(1024 * LoopBtrfs.MIB)) {
            String folder = target.path().toString();
            String[] command = {"restore", "data:folder", folder, "--special"};
            Process first = host.start(command);
            while (first.isAlive() && !Files.exists(target.path().resolve("folder"))) {
                Thread.onSpinWait();
            }
            first.destroyForcibly().waitFor();

            host.firn(command);
            Trees.assertSame(newest().resolve("folder"), target.path().resolve("folder"));
            assertThat(host.firn(command)).contains("restored 0 files");
        }
    }

    @Test
    void aLostChunkIsNamedAndCostsItsFiles() throws IOException {
        Path chunks = host.vault().resolve("chunks");
        Path lost;
        try (var files = Files.walk(chunks)) {
            lost = files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
        Path away = directory.resolve("away");
        Path target = Files.createDirectory(directory.resolve("target"));
        Files.move(lost, away);
        try {
            Shell.Result result = host.tryFirn("restore", "data", target.toString(), "--as", "dir");
            assertThat(result.status()).isEqualTo(10);
            assertThat(result.err()).contains("is damaged", "it is missing");
            assertThat(result.out()).contains("are damaged, and named above");
            Shell.Result strict =
                    host.tryFirn("restore", "data", target.toString(), "--as", "dir", "--strict");
            assertThat(strict.status()).isEqualTo(4);
        } finally {
            Files.move(away, lost);
        }
    }
}
