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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: one file out of Deep Archive costs the chunks that hold it. Method: the whole program on a
 * rehearsal, in which two days take no time, and its bill.
 */
@RequiresBtrfs
class ThawFilesIT {

    private static final int THAW_PENDING = 3;
    private static final int NOT_AGREED = 2;
    private static final JsonMapper JSON = new JsonMapper();

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestHost host;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path target;

    @BeforeEach
    void store() throws IOException {
        host = TestHost.create(1024 * LoopBtrfs.MIB);
        host.init("rehearsal:" + host.vault());
        target = Files.createDirectory(host.home().resolve("target"));
        noise("before", 40_000_000);
        noise("wanted", 1_000_000);
        noise("after", 40_000_000);
        host.firn("backup");
        noise("later", 20_000_000);
        host.firn("backup");
    }

    @AfterEach
    void close() throws IOException {
        host.close();
    }

    private void noise(String file, int bytes) throws IOException {
        Shell.script("head -c \"$2\" /dev/urandom > \"$1\"", host.volume().resolve(file), bytes);
    }

    @Test
    void oneFileCostsTheChunksThatHoldIt() throws IOException {
        JsonNode plan = json(restore("data:wanted", "--plan", "--json"));
        assertThat(plan.at("/bytes").asLong()).isEqualTo(1_000_000);
        assertThat(plan.at("/toThaw/chunks").asLong()).isBetween(1L, 2L);
        assertThat(plan.at("/download/bytes").asLong()).isLessThan(5_000_000);

        assertThat(host.tryFirn(restore("data:wanted")).status()).isEqualTo(NOT_AGREED);
        assertThat(host.tryFirn(restore("data:wanted", "--max-cost", "0.000001")).status())
                .isEqualTo(NOT_AGREED);
        assertThat(requests("THAW")).isZero();
        var asked = host.tryFirn(restore("data:wanted", "--max-cost", "0.01"));
        assertThat(asked.status()).as(asked.err()).isEqualTo(THAW_PENDING);
        assertThat(asked.out()).contains("being thawed with tier bulk");
        assertThat(host.firn("status")).contains(target + ":wanted");
        assertThat(host.tryFirn(restore("data:wanted")).status()).isEqualTo(THAW_PENDING);
        // Nobody agreed to these.
        assertThat(host.tryFirn(restore("data:before")).status()).isEqualTo(NOT_AGREED);

        host.firn("rehearsal", "advance", "48h");
        long before = downloaded();
        host.firn(restore("data:wanted"));

        assertThat(target.resolve("wanted"))
                .hasSameBinaryContentAs(host.volume().resolve("wanted"));
        assertThat(host.firn("status")).contains("no restore waits");
        assertThat(requests("THAW")).isEqualTo(plan.at("/toThaw/chunks").asLong());
        assertThat(bill().at("/cost/items/retrieval").asDouble())
                .isEqualTo(plan.at("/cost/items/retrieval").asDouble());
        assertThat(requests("GET") + requests("HEAD"))
                .isEqualTo(plan.at("/download/requests").asLong());
        long planned = plan.at("/download/bytes").asLong();
        // Manifests are read again, some kB.
        assertThat(downloaded() - before).isBetween(planned, planned + 100_000);
        // It is there: nothing is needed any more, whatever is frozen again.
        host.firn("rehearsal", "advance", "30d");
        assertThat(host.firn(restore("data:wanted"))).contains("1 were there already");
    }

    @Test
    void aStreamIsThawedBeforeAnythingIsWritten() throws IOException {
        Path stream = host.home().resolve("stream");
        String[] restore = {
            "restore", "data", stream.toString(), "--as", "stream", "--yes", "--tier", "standard"
        };
        assertThat(host.tryFirn(restore).status()).isEqualTo(THAW_PENDING);
        assertThat(stream).doesNotExist();
        assertThat(host.firn("status")).contains("tier standard");
        host.firn("rehearsal", "advance", "12h");

        host.firn(restore);

        try (LoopBtrfs back = LoopBtrfs.create(1024 * LoopBtrfs.MIB)) {
            Shell.run("btrfs", "receive", "-q", "-f", stream.toString(), back.path());
            Path snapshot = host.localSnapshots().getLast();
            Trees.assertSame(snapshot, back.path().resolve(snapshot.getFileName()));
        }
    }

    private String[] restore(String what, String... options) {
        List<String> arguments = new ArrayList<>(List.of("restore", what, target.toString()));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    private JsonNode json(String... arguments) throws IOException {
        return JSON.readTree(host.firn(arguments));
    }

    private JsonNode bill() throws IOException {
        return json("rehearsal", "bill", "--json");
    }

    /** Of frozen chunks. */
    private long requests(String request) throws IOException {
        long count = 0;
        for (JsonNode kind : bill().at("/requests")) {
            if (kind.at("/request").asString().equals(request)
                    && kind.at("/class").asString().equals("DEEP_ARCHIVE")) {
                count += kind.at("/count").asLong();
            }
        }
        return count;
    }

    private long downloaded() throws IOException {
        return bill().at("/downloadedBytes").asLong();
    }
}
