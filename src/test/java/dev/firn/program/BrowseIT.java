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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is in snapshots is seen without a chunk, a restore or, the second time, an identity. */
@RequiresBtrfs
class BrowseIT {

    private static final String FIRST =
            """
            mkdir -p "$1/2019/unsorted" "$1/empty"
            head -c 30000 /dev/urandom > "$1/2019/unsorted/img"
            head -c 5000 /dev/zero > "$1/2019/zeros"
            ln "$1/2019/zeros" "$1/zeros too"
            ln -s ../nowhere "$1/2019/link"
            printf x > "$1/$(printf 'b\\377d\\n\\033[31m')"
            setfattr -n user.note -v hello "$1/2019/zeros"
            touch -d 2020-05-06T07:08:09Z "$1/2019/zeros"
            truncate -s 1000000 "$1/sparse"
            """;
    private static final String SECOND =
            """
            mkdir "$1/2019/iceland"
            mv "$1/2019/unsorted/img" "$1/2019/iceland/img"
            chmod 600 "$1/sparse"
            mv "$1/empty" "$1/void"
            """;
    private static final String THIRD =
            """
            printf more >> "$1/2019/iceland/img"
            rm "$1/zeros too"
            """;
    private static final String FOURTH = "rm -r \"$1/2019/iceland\"";

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static TestHost host;

    /** The start of each snapshot's uuid, oldest first. */
    private static final List<String> SNAPSHOTS = new ArrayList<>();

    @BeforeAll
    static void backUpFour() throws IOException {
        host = TestHost.withVault(1L << 30);
        for (String change : List.of(FIRST, SECOND, THIRD, FOURTH)) {
            Shell.script(change, host.volume());
            // The third begins a sequence: what goes across it is not in one chain.
            if (change.equals(THIRD)) {
                host.firn("backup", "--full");
            } else {
                host.firn("backup");
            }
        }
        JsonNode volume = new JsonMapper().readTree(host.firn("list", "--json")).get(0);
        volume.get("sequences")
                .forEach(sequence ->
                        sequence.get("snapshots")
                                .forEach(s -> SNAPSHOTS.add(s.get("uuid").asString())));
        assertThat(SNAPSHOTS).hasSize(4);
        loseAnIndexAndMakeItAgain();
        writeContent();
        // Nothing that follows may need a chunk.
        Shell.run("rm", "-r", host.vault().resolve("chunks"));
    }

    private static void writeContent() throws IOException {
        Path file = host.home().resolve("content");
        try (LoopBtrfs back = LoopBtrfs.create(1L << 30)) {
            host.restore("data@" + SNAPSHOTS.get(1), back.path());
            for (String path : List.of("2019/iceland/img", "2019/zeros", "sparse")) {
                Process cat = host.startTo(file, "cat", at(1, path));
                assertThat(cat.onExit().join().exitValue()).isZero();
                assertThat(Files.mismatch(file, find(back.path(), path))).isEqualTo(-1);
            }
        }
        assertThat(host.tryFirn("cat", at(1, "2019")).status()).isEqualTo(2);
    }

    private static Path find(Path top, String path) throws IOException {
        try (Stream<Path> snapshots = Files.list(top)) {
            return snapshots
                    .map(snapshot -> snapshot.resolve(path))
                    .filter(Files::exists)
                    .reduce((_, last) -> last)
                    .orElseThrow();
        }
    }

    private static void loseAnIndexAndMakeItAgain() throws IOException {
        String id = SNAPSHOTS.get(1);
        Shell.script("rm \"$1\"/snapshots/*/$2/index-*", host.vault(), id);
        assertThat(host.firn("index", "rebuild", "data", "--dry-run"))
                .startsWith("would make the index of " + id.substring(0, 8));
        assertThat(host.firn("index", "rebuild", "data"))
                .startsWith("made the index of " + id.substring(0, 8));
        assertThat(host.firn("index", "rebuild", "data")).isEqualTo("nothing is missing\n");
    }

    @AfterAll
    static void closeHost() throws IOException {
        host.close();
    }

    private static String at(int snapshot, String path) {
        return "data@" + SNAPSHOTS.get(snapshot) + ":" + path;
    }

    private static List<String> lines(String... arguments) throws IOException {
        return host.firn(arguments).lines().toList();
    }

    private static JsonNode json(String line) {
        return new JsonMapper().readTree(line);
    }

    @Test
    void listsAFolder() throws IOException {
        assertThat(lines("ls", at(0, "2019"))).containsExactly("link", "unsorted/", "zeros");
        assertThat(lines("ls", "-l", at(0, "2019")))
                .satisfiesExactly(
                        link -> assertThat(link).startsWith("lrwxrwxrwx").endsWith("-> ../nowhere"),
                        folder -> assertThat(folder).startsWith("drwxr-xr-x").endsWith("unsorted/"),
                        file ->
                                assertThat(file)
                                        .startsWith("-rw-r--r--")
                                        .contains("5.0 kB  2020-05-06 "));
        assertThat(json(lines("ls", "--json", at(0, "2019/zeros")).getFirst()).get("links").asInt())
                .isEqualTo(2);
    }

    @Test
    void namesThatAreNoTextAreEscapedAndCanBeGivenBack() throws IOException {
        List<String> found = lines("find", at(0, ""), "--name", "b?d*");

        assertThat(found).containsExactly("b\\xffd\\n\\x1b[31m");
        assertThat(lines("ls", at(0, found.getFirst()))).isEqualTo(found);
        String line = lines("find", at(0, ""), "--name", "b\\xff*", "--json").getFirst();
        assertThat(json(line).get("path").asString()).isEqualTo(found.getFirst());
    }

    @Test
    void showsATree() throws IOException {
        assertThat(lines("tree", at(1, "2019")))
                .containsExactly(
                        "2019",
                        "|-- iceland/",
                        "|   `-- img",
                        "|-- link -> ../nowhere",
                        "|-- unsorted/",
                        "`-- zeros");
        assertThat(lines("tree", "--depth", "1", at(3, "")))
                .containsExactly(
                        ".", "|-- 2019/", "|-- b\\xffd\\n\\x1b[31m", "|-- sparse", "`-- void/");
    }

    @Test
    void findsByNameSizeTypeAndTime() throws IOException {
        assertThat(lines("find", at(1, ""), "--min-size", "30 kB", "--type", "f"))
                .containsExactlyInAnyOrder("2019/iceland/img", "sparse");
        assertThat(lines("find", at(1, ""), "--max-size", "4999", "--name", "*g")).isEmpty();
        assertThat(lines("find", at(1, ""), "--older", "2021-01-01", "--type", "f"))
                .containsExactlyInAnyOrder("2019/zeros", "zeros too");
        assertThat(lines("find", at(1, "2019"), "--name", "IMG", "-i", "--newer", "2021-01-01"))
                .containsExactly("2019/iceland/img");
    }

    @Test
    void showsEverythingOfAFile() throws IOException {
        assertThat(host.firn("stat", at(0, "2019/zeros")))
                .containsPattern("also +zeros too\n")
                .containsPattern("xattr +user.note = \"hello\"\n")
                .containsPattern("modified +2020-05-06 ..:08:09.000000000\n")
                .containsPattern("size +5.0 kB, 5000 bytes\n")
                .containsPattern("stored in +" + SNAPSHOTS.get(0));
        JsonNode sparse = json(lines("stat", "--json", at(1, "sparse")).getFirst());
        assertThat(sparse.get("size").asLong()).isEqualTo(1_000_000);
        assertThat(sparse.get("dataBytes").asLong()).isZero();
        assertThat(sparse.get("mode").asString()).isEqualTo("0600");
    }

    @Test
    void addsUpFolders() throws IOException {
        assertThat(lines("du", at(0, "")))
                .satisfiesExactly(
                        a -> assertThat(a).contains("30.0 kB", "2 files").endsWith("2019"),
                        b -> assertThat(b).contains("0 B", "0 files").endsWith("empty"),
                        all -> assertThat(all).contains("1.0 MB", "5 files").endsWith("."));
    }

    @Test
    void saysWhatDiffersInAChain() throws IOException {
        assertThat(lines("diff", at(0, "").replaceAll(":$", ""), "data@" + SNAPSHOTS.get(1)))
                .containsExactlyInAnyOrder(
                        "new         2019/iceland/",
                        "moved       2019/iceland/img  (was 2019/unsorted/img)",
                        "attributes  sparse",
                        "moved       void/  (was empty)");
        assertThat(lines("diff", at(0, "2019/unsorted"), "data@" + SNAPSHOTS.get(1)))
                .containsExactly("moved       2019/iceland/img  (was 2019/unsorted/img)");
        assertThat(lines("diff", "data@" + SNAPSHOTS.get(0), "data@" + SNAPSHOTS.get(0)))
                .containsExactly("nothing differs");
    }

    @Test
    void saysWhatDiffersAcrossChains() throws IOException {
        assertThat(lines("diff", "data@" + SNAPSHOTS.get(0), "data@" + SNAPSHOTS.get(2)))
                .containsExactlyInAnyOrder(
                        "new         2019/iceland/",
                        "moved       2019/iceland/img  (was 2019/unsorted/img)",
                        "changed     2019/iceland/img",
                        "attributes  sparse",
                        "moved       void/  (was empty)",
                        "deleted     zeros too");
    }

    @Test
    void followsAFileThroughItsNames() throws IOException {
        List<String> versions = new ArrayList<>();
        for (String line : lines("history", "--json", "data:2019/iceland/img")) {
            JsonNode version = json(line);
            versions.add(
                    "%s %s %s"
                            .formatted(
                                    SNAPSHOTS.indexOf(version.get("snapshotUuid").asString()),
                                    version.get("change").asString(),
                                    version.get("path").asString()));
        }
        assertThat(versions)
                .containsExactly(
                        "3 deleted 2019/iceland/img",
                        "2 changed 2019/iceland/img",
                        "1 moved 2019/iceland/img",
                        "0 new 2019/unsorted/img");
        assertThat(lines("history", at(1, "2019/unsorted/img")))
                .satisfiesExactly(
                        gone -> assertThat(gone).contains("deleted"),
                        made -> assertThat(made).contains("new", "30.0 kB"));
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        for (List<String> command :
                List.of(
                        List.of("ls", "data:nothing"),
                        List.of("stat", at(0, "2019/iceland/img")),
                        List.of("history", "data:nothing"))) {
            Shell.Result result = host.tryFirn(command.toArray(String[]::new));
            assertThat(result.status()).isEqualTo(6);
            assertThat(result.err()).contains("firn: cannot find ").contains("firn: hint: ");
        }
        assertThat(host.tryFirn("find", "data", "--min-size", "big").status()).isEqualTo(2);
    }

    @Test
    void theSecondLookNeedsNoIdentity() throws IOException {
        host.firn("ls", "data");
        Path away = host.home().resolve("away");
        Files.move(host.identity(), away);
        try {
            assertThat(host.firn("ls", "data")).contains("2019/");
        } finally {
            Files.move(away, host.identity());
        }
    }
}
