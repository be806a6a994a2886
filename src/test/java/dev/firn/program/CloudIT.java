package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: with a vault in the cloud, everything works as with one in a directory. */
@RequiresBtrfs
class CloudIT {

    private static final long GIB = 1L << 30;
    private static final int FILES = 150;
    private static final long SEED = Long.getLong("firn.seed", 1L);
    private static final int STEPS = Boolean.getBoolean("firn.long") ? 30 : 2;

    private final Cloud cloud = Cloud.create();

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestHost host;

    @BeforeEach
    void makeHost() throws IOException {
        host = TestHost.create(GIB);
        Files.writeString(host.volume().resolve("file"), "content");
    }

    @AfterEach
    void closeHost() throws IOException {
        host.close();
    }

    /**
     * Every request of three backups is allowed by the policy that is printed for writers, and
     * every one of a restore by that for restorers; and neither asks for more.
     */
    @Test
    void backsUpAsAWriterAndRestoresAsARestorer() throws IOException {
        System.out.println("seed " + SEED);
        Files.delete(host.volume().resolve("file"));
        Trees.make(host.volume(), SEED, FILES);
        host.init(cloud.location(), cloud.options());
        host.configure("#keep-local = 2", "keep-local = 100");
        try (Roles writer = new Roles(host, cloud, "writer")) {
            assertThat(host.firn("backup")).contains("full");
            for (int step = 1; step <= STEPS; step++) {
                Trees.step(host.volume(), SEED, FILES, step);
                assertThat(host.firn("backup")).contains("incremental");
            }
            assertThat(host.firn("backup")).contains("nothing has changed");
            writer.requireThatAllWasAllowed();
            // It may not look at everything, which is as it should be.
            assertThat(host.firn("doctor")).doesNotContain("error", "may look at chunks");
        }
        // Another machine: nothing is left of the first but the configuration.
        Shell.run("rm", "-rf", host.home().resolve("state").toString());
        try (Roles restorer = new Roles(host, cloud, "restorer");
                LoopBtrfs back = LoopBtrfs.create(GIB)) {
            assertThat(host.firn("list")).contains("data").contains((STEPS + 1) + " snapshots");
            assertThat(host.firn("show", "data")).contains("incremental");
            assertThat(host.restore("data", back.path()))
                    .contains("(%d received)".formatted(STEPS + 1));
            for (Path original : host.localSnapshots()) {
                Trees.assertSame(original, back.path().resolve(original.getFileName()));
            }
            restorer.requireThatAllWasAllowed();
        }
    }

    @Test
    void initMayBeRepeatedAndAddsAHost() throws IOException {
        host.init(cloud.location(), cloud.options());
        String first = Files.readString(host.config());
        Files.delete(host.config()); // as if it had been killed before it wrote that

        String said = host.firn(withRecipient("init", cloud.location(), cloud.options("--json")));

        assertThat(said).contains("\"location\":\"" + cloud.location());
        assertThat(vaultOf(Files.readString(host.config()))).isEqualTo(vaultOf(first));
        assertThat(host.tryFirn(withRecipient("init", cloud.location(), cloud.options())).err())
                .contains("it exists already");
    }

    private String[] withRecipient(String verb, String location, String... options)
            throws IOException {
        String[] all = new String[options.length + 4];
        all[0] = verb;
        all[1] = location;
        all[2] = "--recipient";
        all[3] = host.recipient();
        System.arraycopy(options, 0, all, 4, options.length);
        return all;
    }

    private static String vaultOf(String configuration) {
        return configuration.replaceFirst("(?s).*\\nid = \"([^\"]*)\".*", "$1");
    }

    /** Whatever is wrong with what was asked for, neither keys nor a bucket are left. */
    @Test
    void badInputChangesNothing() throws IOException {
        Shell.run("age-keygen", "-o", host.identity().toString());
        for (String[] wrong :
                new String[][] {{"--object-lock", "0"}, {"--recipient", "age1nonsense"}}) {
            Shell.Result result =
                    host.tryFirn(withRecipient("init", cloud.location(), cloud.options(wrong)));
            assertThat(result.status()).as(result.err()).isEqualTo(2);
        }
        assertThat(host.config().getParent()).doesNotExist();
    }

    @Test
    void recordsMayBeInTheBucketToo() throws IOException {
        host.init(cloud.location(), cloud.options("--metadata", "s3"));

        assertThat(host.firn("backup")).contains("full");
        assertThat(host.firn("list")).contains("data");
    }

    @Test
    void theDoctorFindsWhatIsWrong() throws IOException {
        host.init(cloud.location(), cloud.options());
        Shell.Result well = host.tryFirn("doctor", "--json");
        assertThat(well.status()).as(well.out() + well.err()).isZero();
        assertThat(well.out()).doesNotContain("\"severity\":\"error\"");

        Shell.run("btrfs", "subvolume", "create", host.volume().resolve("nested").toString());
        host.configure("tables = \"[^\"]*\"", "tables = \"firn-nowhere\"");
        Shell.Result ill = host.tryFirn("doctor");
        assertThat(ill.status()).isEqualTo(1);
        assertThat(ill.out())
                .contains("subvolume 'nested' inside it is not part of its snapshots")
                .contains("table 'firn-nowhere.heads' does not exist")
                .contains("is on this host");
    }

    /** What the store is told is limited, or nothing would be. */
    @Test
    void aLimitIsKept() throws IOException {
        host.init(cloud.location(), cloud.options());
        Shell.script("head -c 3000000 /dev/urandom > \"$1/random\"", host.volume());
        host.configure("#upload = .*", "upload = \"1 MB/s\"");
        long before = System.nanoTime();

        host.firn("backup");

        assertThat((System.nanoTime() - before) / 1e9).isGreaterThan(3);
    }
}
