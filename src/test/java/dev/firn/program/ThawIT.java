package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: a restore from Deep Archive survives being killed at any stage and costs what its plan
 * says. Method: the whole program on a rehearsal, in which two days take no time, killed while it
 * asks for thaws, while it waits, and while it fetches.
 */
@RequiresBtrfs
class ThawIT {

    private static final long GIB = 1L << 30;
    private static final int THAW_PENDING = 3;
    private static final int NOT_AGREED = 2;

    /** Chunks that are fetched at a time. */
    private static final int IN_FLIGHT = 4;

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void aRestoreThatIsKilledThreeTimesCostsWhatItsPlanSays() throws Exception {
        try (TestHost host = TestHost.create(2 * GIB);
                LoopBtrfs back = LoopBtrfs.create(2 * GIB)) {
            host.init("rehearsal:" + host.vault());
            host.configure("#thaw-days = 7", "poll = \"1s\"");
            write(host, "first", 160_000_000);
            host.firn("backup");
            write(host, "second", 40_000_000);
            host.firn("backup");
            Path directory = Files.createDirectory(back.path().resolve("one"));

            JsonNode before = bill(host);
            JsonNode plan = json(host, "restore", "data", directory.toString(), "--plan", "--json");
            long chunks = plan.at("/toThaw/chunks").asLong();
            assertThat(chunks).isGreaterThan(20);
            assertThat(host.tryFirn("restore", "data", directory.toString()).status())
                    .isEqualTo(NOT_AGREED);
            assertThat(
                            host.tryFirn(
                                            "restore",
                                            "data",
                                            directory.toString(),
                                            "--max-cost",
                                            "0.001")
                                    .err())
                    .contains("cannot restore for under $0.01: it costs $0.0");
            assertThat(ledgerLines(host, "thaw ")).isZero();

            killOnce(
                    host.start("restore", "data", directory.toString(), "--yes"),
                    () -> ledgerLines(host, "thaw ") > 0);
            Shell.Result pending = host.tryFirn("restore", "data", directory.toString());
            assertThat(pending.status()).as(pending.err()).isEqualTo(THAW_PENDING);
            assertThat(pending.out()).contains("are being thawed with tier bulk");
            assertThat(host.firn("status")).contains(" thawing (").contains(directory.toString());

            killOnce(
                    host.start("restore", "data", directory.toString(), "--wait"),
                    () ->
                            Files.readString(host.home().resolve("last-error"))
                                    .contains("are being thawed"));
            host.firn("rehearsal", "advance", "48h");
            Path fetched = directory.resolve(".firn-fetched");
            killOnce(
                    host.start("restore", "data", directory.toString()),
                    () -> finished(fetched) > 1);
            host.restore("data", directory);

            requireEqual(host, directory);
            assertThat(fetched).doesNotExist();
            assertThat(host.firn("status")).contains("no restore waits");
            requireBilledAsPlanned(host, before, plan);
            host.firn("rehearsal", "advance", "10d");
            // Charged for to the midnight after seven days; the plan says a day more.
            assertThat(dollars(bill(host), "thawed-copies"))
                    .isBetween(
                            dollars(plan, "thawed-copies") * 7 / 8, dollars(plan, "thawed-copies"));
            frozenAgain(host);
        }
    }

    /** A second restore, after the thaw has ended: one that waits. */
    private static void frozenAgain(TestHost host) throws Exception {
        try (LoopBtrfs back = LoopBtrfs.create(2 * GIB)) {
            Process restore =
                    host.start("restore", "data", back.path().toString(), "--yes", "--wait");
            Path error = host.home().resolve("last-error");
            await(restore, () -> Files.readString(error).contains("are being thawed"));
            host.firn("rehearsal", "advance", "2d");
            assertThat(restore.waitFor()).as(Files.readString(error)).isZero();
            requireEqual(host, back.path());
        }
    }

    private static void requireBilledAsPlanned(TestHost host, JsonNode before, JsonNode plan)
            throws IOException {
        JsonNode bill = bill(host);
        System.out.println(host.firn("rehearsal", "bill"));
        long chunks = plan.at("/toThaw/chunks").asLong();
        assertThat(requests(bill, "THAW")).isEqualTo(chunks);
        assertThat(bill.at("/thawed/0/tier").asString()).isEqualTo("bulk");
        assertThat(bill.at("/thawed/0/bytes").asLong())
                .isEqualTo(plan.at("/toThaw/bytes").asLong());
        assertThat(bill.at("/thawed").size()).isEqualTo(1);
        assertThat(requests(bill, "GET")).isBetween(chunks, chunks + IN_FLIGHT);

        assertThat(dollars(bill, "retrieval")).isEqualTo(dollars(plan, "retrieval"));
        double planned = dollars(plan, "retrieval") + dollars(plan, "download");
        double paid =
                dollars(bill, "retrieval")
                        + dollars(bill, "download")
                        - dollars(before, "download");
        System.out.printf("planned $%.6f, billed $%.6f%n", planned, paid);
        // What is not frozen is read by each run: manifests, a few kB. What was on its way when a
        // run was killed was sent, and is sent again.
        long again = requests(bill, "GET") - chunks;
        double chunk = dollars(plan, "download") / chunks;
        assertThat(paid).isBetween(planned, 1.01 * planned + again * 1.1 * chunk);
    }

    private static JsonNode bill(TestHost host) throws IOException {
        return json(host, "rehearsal", "bill", "--json");
    }

    private static double dollars(JsonNode bill, String item) {
        return bill.at("/cost/items/" + item).asDouble();
    }

    /** How many requests were made of frozen chunks. */
    private static long requests(JsonNode bill, String request) {
        long count = 0;
        for (JsonNode kind : bill.at("/requests")) {
            if (kind.at("/request").asString().equals(request)
                    && kind.at("/class").asString().equals("DEEP_ARCHIVE")) {
                count += kind.at("/count").asLong();
            }
        }
        return count;
    }

    private static void requireEqual(TestHost host, Path directory) throws IOException {
        for (Path snapshot : host.localSnapshots()) {
            Trees.assertSame(snapshot, directory.resolve(snapshot.getFileName()));
        }
    }

    private static void write(TestHost host, String file, int bytes) throws IOException {
        Shell.script(
                "head -c \"$2\" /dev/urandom > \"$1\"",
                host.volume().resolve(file).toString(),
                Integer.toString(bytes));
    }

    private static JsonNode json(TestHost host, String... arguments) throws IOException {
        return JSON.readTree(host.firn(arguments));
    }

    private static long ledgerLines(TestHost host, String start) throws IOException {
        List<String> lines = Files.readAllLines(host.vault().resolve("rehearsal.ledger"));
        return lines.stream().filter(line -> line.startsWith(start)).count();
    }

    private static long finished(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.toString().endsWith(".new")).count();
        }
    }

    private static void killOnce(Process firn, Callable<Boolean> condition) throws Exception {
        await(firn, condition);
        firn.destroyForcibly().waitFor();
    }

    private static void await(Process firn, Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            assertThat(firn.isAlive()).as("the process before its time").isTrue();
            Thread.onSpinWait();
        }
    }
}
