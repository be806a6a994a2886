package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: who lost disk and host goes on with increments where they ended; nothing is uploaded twice,
 * and nothing goes on in what was changed.
 */
@RequiresBtrfs
class AdoptIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long SEED = Long.getLong("firn.seed", 1L);
    private static final int FILES = 300;
    private static final int CHUNK_BYTES = 8 << 20;

    @Test
    void aNewHostGoesOnWhereTheLostOneEnded() throws IOException {
        try (TestHost lost = TestHost.withVault(1024 * LoopBtrfs.MIB);
                TestHost host = TestHost.create(1024 * LoopBtrfs.MIB);
                LoopBtrfs back = LoopBtrfs.create(1024 * LoopBtrfs.MIB)) {
            backUpThreeTimes(lost);
            addTo(lost, host);
            Shell.run("rm", "-rf", lost.home().resolve("state"), lost.config());
            Path restored = restoreNewest(host);

            // Who forgets to adopt is told, and pays for nothing.
            Shell.run("btrfs", "-q", "subvolume", "snapshot", restored, host.volume());
            Shell.Result forgotten = host.tryFirn("backup");
            assertThat(forgotten.status()).isEqualTo(1);
            assertThat(forgotten.err()).contains("it was restored from volume", "firn adopt ");
            Shell.run("btrfs", "-q", "subvolume", "delete", host.volume());
            assertThat(host.firn("adopt", "data", restored.toString()))
                    .contains("made of what was restored", "the next backup is an increment on");
            assertThat(host.firn("adopt", "data", restored.toString()))
                    .doesNotContain("made of what was restored");
            Files.writeString(host.volume().resolve("more"), "more");
            Shell.script("cp --reflink=always \"$1/big\" \"$1/clone\"", host.volume());

            JsonNode stored = backUp(host);
            assertThat(stored.at("/snapshot/kind").asString()).isEqualTo("incremental");
            assertThat(stored.at("/snapshot/chunks").asInt()).isEqualTo(1);
            assertThat(stored.at("/putBytes").asLong()).isLessThan(CHUNK_BYTES);

            Trees.step(host.volume(), SEED, FILES, 3);
            assertThat(backUp(host).at("/snapshot/kind").asString()).isEqualTo("incremental");
            assertThat(host.firn("verify", "--read")).contains("nothing is damaged");
            assertThat(host.restore("data", back.path())).contains("(5 received)");
            for (Path original : host.localSnapshots()) {
                Trees.assertSame(original, back.path().resolve(original.getFileName()));
            }
            Path file = host.home().resolve("clone");
            host.firn("restore", "data:clone", host.home().toString());
            assertThat(Files.mismatch(file, host.volume().resolve("big"))).isEqualTo(-1);
        }
    }

    @Test
    void whatWasWrittenToIsNoParent() throws IOException {
        try (TestHost lost = TestHost.withVault(512 * LoopBtrfs.MIB);
                TestHost host = TestHost.create(512 * LoopBtrfs.MIB)) {
            Files.writeString(lost.volume().resolve("file"), "content");
            lost.firn("backup");
            addTo(lost, host);
            Path restored = restoreNewest(host);

            setWritable(restored, true);
            assertThat(host.tryFirn("adopt", "data", restored.toString()).err())
                    .contains("it can be written to");
            Files.writeString(restored.resolve("file"), "changed");
            setWritable(restored, false);
            assertThat(host.tryFirn("adopt", "data", restored.toString()).err())
                    .contains("something may have been written to it after it was received");

            // Somebody who goes on in it all the same has to mend it before.
            setWritable(restored, true);
            host.configure("\npath = .*", "\npath = \"" + restored + "\"");
            assertThat(host.tryFirn("doctor").out())
                    .contains("it was received and then made writable", "firn adopt --mend");
            assertThat(host.tryFirn("backup").err()).contains("firn adopt --mend");
            assertThat(host.firn("adopt", "--mend", restored.toString())).contains("cleared");
            assertThat(host.firn("adopt", "--mend", restored.toString())).contains("nothing to");
            assertThat(host.firn("backup")).contains("full");
        }
    }

    private static JsonNode backUp(TestHost host) throws IOException {
        return JSON.readTree(host.firn("backup", "--json")).get(0);
    }

    private static void backUpThreeTimes(TestHost host) throws IOException {
        System.out.println("seed " + SEED);
        Trees.make(host.volume(), SEED, FILES);
        Shell.script("head -c 40000000 /dev/urandom > \"$1/big\"", host.volume());
        host.firn("backup");
        for (int step = 1; step <= 2; step++) {
            Trees.step(host.volume(), SEED, FILES, step);
            host.firn("backup");
        }
    }

    /** As from a recovery kit: the vault's place, the identity, and whom to trust. */
    private static void addTo(TestHost lost, TestHost host) throws IOException {
        host.init(lost.vault().toString());
        Files.copy(lost.identity(), host.identity(), StandardCopyOption.REPLACE_EXISTING);
        host.configure("recipients = .*", "recipients = [\"" + lost.recipient() + "\"]");
        String trusted =
                Files.readString(lost.config())
                        .lines()
                        .filter(line -> line.startsWith("trusted-hosts"))
                        .findFirst()
                        .orElseThrow()
                        .replaceAll(".*\\[|\\].*", "");
        host.configure("trusted-hosts = \\[", "trusted-hosts = [" + trusted + ", ");
    }

    /** Onto the new host's file system, where there is no volume yet. */
    private static Path restoreNewest(TestHost host) throws IOException {
        Shell.run("btrfs", "-q", "subvolume", "delete", host.volume());
        JsonNode restored =
                JSON.readTree(
                        host.firn("restore", "data", host.source().path().toString(), "--json"));
        return Path.of(restored.at("/path").asString());
    }

    /** As btrfs-progs before 5.14.2 did it: BTRFS_IOC_SUBVOL_SETFLAGS (linux/btrfs.h). */
    private static void setWritable(Path subvolume, boolean writable) throws IOException {
        List<String> command =
                List.of(
                        "python3",
                        "-c",
                        "import fcntl, os, struct, sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x4008941a, struct.pack('Q', int(sys.argv[2])))",
                        subvolume.toString(),
                        writable ? "0" : "2");
        Shell.run(command.toArray());
    }
}
