package dev.firn.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LoopBtrfs;
import dev.firn.testing.RequiresBtrfs;
import dev.firn.testing.Shell;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the printed script does with a vault that is not as it should be. */
@RequiresBtrfs
class RestoreScriptIT {

    private static final long GIB = 1L << 30;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestHost host;

    @SuppressWarnings("NullAway.Init") // set before each test
    private LoopBtrfs back;

    @SuppressWarnings("NullAway.Init") // set before each test
    private RestoreScript script;

    @BeforeEach
    void backUpAFullAndAnIncremental() throws IOException {
        host = TestHost.withVault(GIB);
        back = LoopBtrfs.create(GIB);
        Shell.script("head -c 30000000 /dev/urandom > \"$1/file\"", host.volume());
        host.firn("backup");
        Shell.script("head -c 10000000 /dev/urandom > \"$1/more\"", host.volume());
        host.firn("backup");
        script = new RestoreScript(host);
    }

    @AfterEach
    void close() throws IOException {
        back.close();
        host.close();
    }

    @Test
    void passesOverWhatAnInterruptedBackupLeft() throws IOException {
        Path chunk = chunks(script.newestSnapshot()).getFirst();
        String offset = chunk.getFileName().toString().substring(0, 17);
        Files.writeString(chunk.resolveSibling(offset + UUID.randomUUID()), "left over");

        Shell.Result result = script.restore(back.path());

        assertThat(result.status()).as(result.err()).isZero();
        assertRestored();
    }

    @Test
    void refusesATruncatedChunkAndGoesOnOnceItIsWhole() throws IOException {
        Path chunk = chunks(script.newestSnapshot()).getLast();
        Path whole = host.home().resolve("whole");
        Files.copy(chunk, whole);
        try (FileChannel file = FileChannel.open(chunk, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 1);
        }

        Shell.Result refused = script.restore(back.path());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains(
                        "restore.sh: chunk %s of snapshot %s is damaged"
                                .formatted(uuid(chunk), script.newestSnapshot()));
        assertThat(back.path().resolve(script.newestSnapshot())).doesNotExist();
        Files.move(whole, chunk, StandardCopyOption.REPLACE_EXISTING);
        Shell.Result again = script.restore(back.path());
        assertThat(again.status()).as(again.err()).isZero();
        // The full came back the first time.
        assertThat(again.out().lines().filter(line -> line.startsWith("restored "))).hasSize(1);
        assertRestored();
    }

    @Test
    void refusesAMissingLastChunk() throws IOException {
        Path chunk = chunks(script.newestSnapshot()).getLast();
        Files.delete(chunk);

        Shell.Result refused = script.restore(back.path());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("restore.sh: chunk " + uuid(chunk));
        assertThat(back.path().resolve(script.newestSnapshot())).doesNotExist();
    }

    @Test
    void refusesAParentWhoseManifestWasChanged() throws IOException {
        for (Path manifest : manifests()) {
            if (!manifest.toString().contains(script.newestSnapshot())) {
                Files.writeString(manifest, " ", StandardOpenOption.APPEND);
            }
        }

        Shell.Result refused = script.restore(back.path());

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("manifest.json was changed");
        assertThat(back.path()).isEmptyDirectory();
    }

    private void assertRestored() throws IOException {
        Path original = host.localSnapshots().getLast();
        Trees.assertSame(
                original,
                back.path().resolve(script.newestSnapshot()).resolve(original.getFileName()));
    }

    private List<Path> chunks(String snapshot) throws IOException {
        try (var found = Files.list(host.vault().resolve("chunks").resolve(snapshot))) {
            return found.sorted().toList();
        }
    }

    private List<Path> manifests() throws IOException {
        try (var found = Files.walk(host.vault().resolve("snapshots"))) {
            return found.filter(path -> path.endsWith("manifest.json")).toList();
        }
    }

    private static String uuid(Path chunk) {
        return chunk.getFileName().toString().substring(17);
    }
}
