package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.DynamoLocal;
import dev.firn.testing.FrozenS3;
import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.S3MockServer;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: what was stored in S3 with class DEEP_ARCHIVE comes back, by a restore that is killed at
 * any stage, and no chunk is thawed twice. Method: the whole program, with the rights of who
 * restores, on a server that answers as S3 does for frozen objects.
 */
@RequiresBtrfs
class DeepArchiveIT {

    private static final long GIB = 1L << 30;
    private static final int THAW_PENDING = 3;

    /** Chunks that are fetched at a time. */
    private static final int IN_FLIGHT = 4;

    private static final int INCREMENTALS = Boolean.getBoolean("firn.long") ? 12 : 1;
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void aRestoreThatIsKilledThreeTimesThawsEachChunkOnce() throws Exception {
        try (FrozenS3 s3 = new FrozenS3(S3MockServer.endpoint(), Instant.now());
                TestHost host = TestHost.create(2 * GIB);
                LoopBtrfs back = LoopBtrfs.create(2 * GIB)) {
            Cloud cloud = Cloud.on(s3.endpoint(), DynamoLocal.endpoint());
            host.init(cloud.location(), cloud.options());
            host.configure("#storage-class = .*", "storage-class = \"DEEP_ARCHIVE\"");
            host.configure("#thaw-days = 7", "poll = \"1s\"");
            host.configure("#keep-local = 2", "keep-local = 100");
            backUp(host);
            try (Roles restorer = new Roles(host, cloud, "restorer")) {
                restoreKilled(host, s3, back.path());
                restorer.requireThatAllWasAllowed();
            }
            for (Path snapshot : host.localSnapshots()) {
                Trees.assertSame(snapshot, back.path().resolve(snapshot.getFileName()));
            }
        }
    }

    private static void backUp(TestHost host) throws IOException {
        write(host, "first", 30_000_000);
        host.firn("backup");
        for (int step = 1; step <= INCREMENTALS; step++) {
            write(host, "step" + step, 12_000_000);
            host.firn("backup");
        }
    }

    private static void restoreKilled(TestHost host, FrozenS3 s3, Path directory) throws Exception {
        String to = directory.toString();
        JsonNode plan = JSON.readTree(host.firn("restore", "data", to, "--plan", "--json"));
        int chunks = plan.at("/toThaw/chunks").asInt();
        assertThat(chunks).isGreaterThan(4);

        kill(host.start("restore", "data", to, "--yes"), () -> s3.thawsBegun() > 0);
        kill(
                host.start("restore", "data", to, "--wait"),
                () -> Files.readString(host.home().resolve("last-error")).contains("being thawed"));
        Shell.Result pending = host.tryFirn("restore", "data", to);
        assertThat(pending.status()).as(pending.err()).isEqualTo(THAW_PENDING);
        assertThat(s3.coldReads()).isZero();
        s3.pass(Duration.ofDays(2));
        kill(host.start("restore", "data", to), () -> s3.coldReads() > 1);
        host.restore("data", directory);

        assertThat(s3.thawsBegun()).isEqualTo(chunks);
        assertThat(s3.coldReads()).isBetween(chunks, chunks + IN_FLIGHT);
        assertThat(directory.resolve(".firn-fetched")).doesNotExist();
        assertThat(host.firn("status")).contains("no restore waits");
    }

    private static void write(TestHost host, String file, int bytes) throws IOException {
        Shell.script(
                "head -c \"$2\" /dev/urandom > \"$1\"",
                host.volume().resolve(file).toString(),
                Integer.toString(bytes));
    }

    /** Kills a process once a condition holds, which stays so; it may have ended by then. */
    private static void kill(Process firn, Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            boolean hasEnded = firn.waitFor(5, TimeUnit.MILLISECONDS);
            assertThat(!hasEnded || condition.call()).as("ended before its time").isTrue();
        }
        firn.destroyForcibly().waitFor();
    }
}
