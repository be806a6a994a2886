package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.btrfs.BtrfsSource;
import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import dev.firn.volume.VolumeSource.VolumeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong for users is one line with a hint, an exit code, and nothing half-changed. */
@RequiresBtrfs
class FailureIT {

    private static final long GIB = 1L << 30;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestHost host;

    @BeforeEach
    void makeHost() throws IOException {
        host = TestHost.withVault(2 * GIB);
        Shell.script("head -c 30000000 /dev/urandom > \"$1/file\"", host.volume().toString());
    }

    @AfterEach
    void closeHost() throws IOException {
        host.close();
    }

    private void assertFails(Shell.Result result, int status, String... words) {
        assertThat(result.status()).as(result.err()).isEqualTo(status);
        assertThat(result.err().lines().filter(line -> line.startsWith("firn: hint: "))).hasSize(1);
        assertThat(result.err().lines().filter(line -> !line.startsWith("firn: warning")))
                .hasSize(2);
        assertThat(result.err()).contains(words).doesNotContain("\tat ");
    }

    @Test
    void aFullVaultDisk() throws IOException {
        try (SmallDisk disk = SmallDisk.mount(host.vault(), "20m")) {
            assertFails(host.tryFirn("backup"), 8, "no space left on the device");
            disk.resize("200m");
            assertThat(host.firn("backup")).contains("stored");
        }
    }

    @Test
    void aVanishedVault() throws IOException {
        Path away = host.home().resolve("away");
        Files.move(host.vault(), away);

        assertFails(host.tryFirn("backup"), 9, "there is no such directory");
        assertThat(host.vault()).doesNotExist();

        Files.createDirectory(host.vault());
        assertFails(host.tryFirn("backup"), 9, "there is no vault.json in it", "mounted");
        Files.delete(host.vault());
        Files.move(away, host.vault());
        host.firn("backup");
    }

    @Test
    void aReadOnlyVault() throws IOException {
        host.firn("backup");
        Files.writeString(host.volume().resolve("more"), "more");
        String path = host.vault().toString();
        Shell.run("mount", "--bind", path, path);
        try {
            Shell.run("mount", "-o", "remount,bind,ro", path);
            assertFails(host.tryFirn("backup"), 9, "it is read-only");
            assertThat(host.firn("list")).contains("full");
        } finally {
            Shell.run("umount", path);
        }
        assertThat(host.firn("backup")).contains("incremental");
    }

    @Test
    void aWrongPassphrase() throws IOException {
        TestHost protectedHost = TestHost.create(GIB);
        try (protectedHost;
                LoopBtrfs back = LoopBtrfs.create(GIB)) {
            Files.writeString(protectedHost.volume().resolve("file"), "content");
            protectedHost.initWithPassphrase();
            protectedHost.firn("backup");
            Path wrong = protectedHost.home().resolve("wrong");
            Files.writeString(wrong, "not it\n");

            assertFails(
                    protectedHost.tryFirn(
                            "restore",
                            "data",
                            back.path().toString(),
                            "--passphrase-file",
                            wrong.toString()),
                    7,
                    "the passphrase is wrong");

            assertThat(Shell.run("ls", "-A", back.path().toString())).isEmpty();
            protectedHost.firn(
                    "restore",
                    "data",
                    back.path().toString(),
                    "--passphrase-file",
                    protectedHost.passphrase().toString());
        }
    }

    @Test
    void aGarbageConfiguration() throws IOException {
        String before = Files.readString(host.config());
        Files.writeString(host.config(), "]] not toml [[\n");
        assertFails(host.tryFirn("backup"), 2, "cannot use configuration", "line 1");

        Files.writeString(host.config(), before.replace("[backup]", "[backup]\nchunk-sise = 3"));
        assertFails(
                host.tryFirn("backup"),
                2,
                "there is no key 'backup.chunk-sise', did you mean 'chunk-size'?");

        Files.writeString(host.config(), before.replace("[vault]", "[vault]\nrecipients = 5 #"));
        assertThat(host.tryFirn("backup").status()).isEqualTo(2);
        assertThat(host.home().resolve("state")).doesNotExist();
    }

    @Test
    void aVolumeThatCannotBeRead() throws IOException {
        Path big = host.volume().resolve("big");
        Shell.script("head -c 100000000 /dev/urandom > \"$1\"", big.toString());
        host.source().damage(big, 80 << 20);

        assertFails(host.tryFirn("backup"), 1, "could not read all of it", "dmesg");

        assertThat(host.firn("list")).contains("nothing is stored yet");
        Files.delete(big);
        assertThat(deleteSnapshots().status()).isZero();
        assertThat(host.firn("backup")).contains("full");
    }

    @Test
    void aVolumeOrSnapshotThatIsGone() throws IOException {
        host.firn("backup");
        assertThat(deleteSnapshots().status()).isZero();
        assertThat(host.firn("backup", "--json")).contains("\"kind\":\"full\"");

        assertThat(deleteSnapshots().status()).isZero();
        Shell.script("btrfs -q subvolume delete \"$1/.firn\" \"$1\"", host.volume().toString());
        assertFails(host.tryFirn("backup"), 6, "it does not exist");
        assertThat(host.firn("list")).contains("sequence 2 (current)");
    }

    private Shell.Result deleteSnapshots() throws IOException {
        return Shell.result(
                Map.of(),
                "sh",
                "-c",
                "btrfs -q subvolume delete \"$1\"/*",
                "test",
                host.snapshots().toString());
    }

    @Test
    void aDestinationThatIsNotBtrfsOrTooSmall() throws IOException {
        host.firn("backup");
        Path plain = Files.createDirectory(host.home().resolve("plain"));
        assertFails(
                host.tryFirn("restore", "data", plain.toString()), 2, "not on btrfs", "--stream");
        Shell.script("head -c 200000000 /dev/urandom > \"$1/big\"", host.volume().toString());
        host.firn("backup");
        try (LoopBtrfs small = LoopBtrfs.create(200L << 20)) {
            assertFails(
                    host.tryFirn("restore", "data", small.path().toString()), 8, "are needed and");
            assertThat(Shell.run("ls", "-A", small.path().toString())).isEmpty();
        }
    }

    @Test
    void aVolumeThatFailsStopsNoOther() throws IOException {
        host.configure(
                "\\[volume.data\\]", "[volume.away]\npath = \"/no/such/volume\"\n\n[volume.data]");

        Shell.Result result = host.tryFirn("backup");

        assertFails(result, 6, "firn: away: cannot ", "it does not exist");
        assertThat(result.out()).contains("data  ", "full");
    }

    @Test
    void aSecondFirnOnTheSameVolume() throws IOException {
        BtrfsSource first = new BtrfsSource();
        try (VolumeLock _ = first.lock(first.inspect(host.volume()))) {
            assertFails(host.tryFirn("backup"), 5, "another Firn is at work there");
        }

        assertThat(host.firn("backup")).contains("full");
    }

    @Test
    void aChunkThatIsMissingOrChanged() throws IOException {
        host.firn("backup");
        String chunk =
                Shell.script(
                                "find \"$1/chunks\" -type f | sort | sed -n 2p",
                                host.vault().toString())
                        .strip();
        try (LoopBtrfs back = LoopBtrfs.create(GIB)) {
            Shell.script("printf x | dd of=\"$1\" bs=1 seek=5000 conv=notrunc", chunk);
            assertFails(
                    host.tryFirn("restore", "data", back.path().toString()),
                    4,
                    "cannot read chunk 'chunks/",
                    "its SHA-256 is wrong");
            Files.delete(Path.of(chunk));
            assertFails(
                    host.tryFirn("restore", "data", back.path().toString()), 4, "it is missing");
            assertThat(Shell.run("ls", "-A", back.path().toString())).isEmpty();
        }
    }

    @Test
    void aManifestThatWasChanged() throws IOException {
        host.firn("backup");
        Shell.script(
                "f=$(find \"$1/snapshots\" -name manifest.json); sed -i 's/\"host\": \"/&x/' \"$f\"",
                host.vault().toString());
        try (LoopBtrfs back = LoopBtrfs.create(GIB)) {
            assertFails(
                    host.tryFirn("restore", "data", back.path().toString()),
                    4,
                    "its signature is wrong");
        }
    }
}
