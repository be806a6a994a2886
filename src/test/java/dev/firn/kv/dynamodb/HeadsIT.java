package dev.firn.kv.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.kv.HeadWriter;
import dev.firn.kv.KeyValueStore;
import dev.firn.testing.DynamoLocal;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Goal: no lost update. Method: two hosts and a third, stale process change the heads of one vault
 * at once, each a process of its own.
 */
class HeadsIT {

    private final DynamoSettings settings = DynamoLocal.settings();

    @Test
    void twoHostsAndAStaleProcessLoseNoUpdate() throws Exception {
        try (DynamoTables tables = DynamoTables.open(settings)) {
            tables.prepare(List.of(new TableSpec("heads", Optional.empty())));
        }
        int rounds = Boolean.getBoolean("firn.long") ? 5000 : 250;
        Process one = start("one", rounds);
        Process two = start("two", rounds);
        Process stale = start("stale", 2 * rounds);
        assertThat(one.waitFor()).isZero();
        assertThat(two.waitFor()).isZero();
        // How often it came too late, and how often it did not.
        List<String> ofStale = List.of(output(stale).split(" ", 2));
        assertThat(stale.waitFor()).isZero();

        try (KeyValueStore store = DynamoKeyValueStore.open(settings)) {
            Map<String, Integer> counts = HeadWriter.counts(store);
            System.out.println(counts + ", too late " + ofStale.getFirst());
            assertThat(counts)
                    .containsEntry("one", rounds)
                    .containsEntry("two", rounds)
                    .containsEntry("stale", Integer.valueOf(ofStale.getLast()));
        }
        assertThat(ofStale.getFirst()).isNotEqualTo("0");
    }

    private Process start(String name, int rounds) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx128m",
                        "-Daws.accessKeyId=local",
                        "-Daws.secretAccessKey=local",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        settings.endpoint().orElseThrow().toString(),
                        settings.prefix(),
                        name,
                        Integer.toString(rounds))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** One of the processes. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] args) throws IOException {
            DynamoSettings settings = DynamoLocal.settings(URI.create(args[0]), args[1]);
            int rounds = Integer.parseInt(args[3]);
            try (KeyValueStore store = DynamoKeyValueStore.open(settings)) {
                HeadWriter writer = new HeadWriter(store, args[2]);
                if (args[2].equals("stale")) {
                    System.out.println(writer.writeTooLate(rounds) + " " + writer.changes());
                } else {
                    writer.change(rounds);
                }
            }
        }
    }
}
