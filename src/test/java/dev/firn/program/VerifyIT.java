package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: the program says of a vault whether it is whole, as scripts and people ask. */
@RequiresBtrfs
class VerifyIT {

    private static final int DAMAGED = 4;
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void damageIsNamed() throws IOException {
        try (TestHost host = TestHost.withVault(1024 * LoopBtrfs.MIB)) {
            Shell.script("head -c 30000000 /dev/urandom > \"$1\"", host.volume().resolve("file"));
            host.firn("backup");
            Files.writeString(host.volume().resolve("more"), "more");
            host.firn("backup");

            assertThat(host.firn("verify"))
                    .isEqualTo("2 snapshots, 5 chunks: nothing is damaged\n");
            assertThat(host.firn("verify", "data", "--read")).contains(" of streams read: nothing");
            assertThat(host.firn("verify", "--sample", "50")).contains("nothing is damaged");

            Path chunk =
                    Path.of(
                            Shell.script(
                                            "find \"$1\" -size +7M -type f | sort | head -n 1",
                                            host.vault().resolve("chunks"))
                                    .strip());
            Shell.script(
                    "printf X | dd of=\"$1\" bs=1 seek=4000000 conv=notrunc status=none", chunk);
            assertThat(host.firn("verify")).contains("nothing is damaged");
            Shell.Result read = host.tryFirn("verify", "--read");
            assertThat(read.status()).as(read.err()).isEqualTo(DAMAGED);
            assertThat(read.out())
                    .contains("error", chunk.getFileName().toString(), "its SHA-256 is wrong")
                    .contains("cannot be restored whole: ");

            Files.delete(chunk);
            Shell.Result json = host.tryFirn("verify", "--json");
            assertThat(json.status()).isEqualTo(DAMAGED);
            JsonNode report = JSON.readTree(json.out());
            assertThat(report.at("/findings").size()).isEqualTo(1);
            assertThat(report.at("/findings/0/message").asString()).contains("it is missing");
            assertThat(report.at("/lost").size()).isEqualTo(2);
        }
    }

    @Test
    void recordsComeBackFromTheVault() throws IOException {
        try (TestHost host = TestHost.withVault(1024 * LoopBtrfs.MIB);
                LoopBtrfs back = LoopBtrfs.create(1024 * LoopBtrfs.MIB)) {
            Files.writeString(host.volume().resolve("file"), "one");
            host.firn("backup");
            Files.writeString(host.volume().resolve("file"), "two");
            host.firn("backup");
            String before = host.firn("list", "--json");
            Path records = host.vault().resolve("metadata.sqlite");
            Shell.run("sh", "-c", "rm \"$1\"*", "test", records);

            assertThat(host.tryFirn("list").err()).contains("firn rebuild");
            assertThat(host.tryFirn("rebuild", "--dry-run").status()).isEqualTo(6);
            assertThat(host.firn("rebuild")).contains("2 snapshots: 6 records written, 0 replaced");

            assertThat(host.firn("list", "--json")).isEqualTo(before);
            assertThat(host.firn("rebuild")).contains("0 records written, 0 replaced, 6 as");
            assertThat(host.firn("verify")).contains("nothing is damaged");
            host.restore("data", back.path());
            Files.writeString(host.volume().resolve("file"), "three");
            assertThat(host.firn("backup")).contains("incremental on");
        }
    }
}
