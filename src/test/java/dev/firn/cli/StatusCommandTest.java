package dev.firn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.SnapshotId;
import dev.firn.storage.ThawTier;
import dev.firn.vault.ThawJob;
import dev.firn.vault.ThawJobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {

    private static final String RECIPIENT =
            "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private ThawJobs jobs;

    @BeforeEach
    void makeVault() throws IOException {
        String vault = home.resolve("vault").toString();
        assertThat(firn("init", vault, "--recipient", RECIPIENT)).isZero();
        Path config = home.resolve("firn.toml");
        String state = "state = '%s'".formatted(home.resolve("state"));
        Files.writeString(config, Files.readString(config).replaceFirst("#state = .*", state));
        String id = Files.readString(config).replaceFirst("(?s).*\nid = \"([^\"]*)\".*", "$1");
        jobs = new ThawJobs(home.resolve("state").resolve(id));
    }

    private int firn(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = home.resolve("firn.toml").toString();
        return Main.run(all);
    }

    private void note(String destination) throws IOException {
        jobs.save(
                new ThawJob(
                        new SnapshotId(UUID.randomUUID()),
                        "photos",
                        destination,
                        ThawTier.BULK,
                        7,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Optional.empty(),
                        List.of()));
    }

    private List<String> destinations() throws IOException {
        return jobs.all().stream().map(ThawJob::destination).sorted().toList();
    }

    @Test
    void forgetsTheRestoresToOneDestination() throws IOException {
        note("/mnt/new");
        note("/mnt/new");
        note("/mnt/other");
        note("stream");

        assertThat(firn("status", "--forget", "/mnt/new/")).isZero();
        assertThat(destinations()).containsExactly("/mnt/other", "stream");
        assertThat(firn("status", "--forget", "stream")).isZero();
        assertThat(destinations()).containsExactly("/mnt/other");
    }

    @Test
    void saysThatThereIsNothingToForget() throws IOException {
        note("/mnt/new");
        assertThat(firn("status", "--forget", "/mnt/old")).isEqualTo(ExitCode.NOT_FOUND.status());
        assertThat(destinations()).containsExactly("/mnt/new");
    }
}
