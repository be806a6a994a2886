package dev.firn.testing;

import dev.firn.kv.s3.S3RecordSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Adobe's S3Mock, one for all tests of this JVM, in a process of its own. It does not look at
 * signatures.
 */
public final class S3MockServer {

    public static final String BUCKET = "firn-test";

    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static @Nullable URI endpoint;

    private S3MockServer() {}

    /** The server, started if need be. */
    public static synchronized URI endpoint() {
        URI running = endpoint;
        if (running == null) {
            try {
                running = start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            endpoint = running;
        }
        return running;
    }

    private static URI start() throws IOException {
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
        Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "s3mock");
        int port = DynamoLocal.freePort();
        Process server =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin/java")
                                                .toString(),
                                        "-Xmx256m",
                                        "-XX:TieredStopAtLevel=1",
                                        "-Djava.io.tmpdir=" + directory,
                                        "-jar",
                                        Path.of("target/s3mock.jar").toAbsolutePath().toString(),
                                        "--server.port=" + DynamoLocal.freePort(),
                                        "--com.adobe.testing.s3mock.httpPort=" + port,
                                        "--com.adobe.testing.s3mock.store.initialBuckets="
                                                + BUCKET))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
        BufferedReader output = server.inputReader();
        for (String line = output.readLine(); !isStarted(line); line = output.readLine()) {
            // It says a lot on the way.
        }
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        return URI.create("http://127.0.0.1:" + port);
    }

    private static boolean isStarted(@Nullable String line) {
        if (line == null) {
            throw new IllegalStateException("S3Mock ended before it was started");
        }
        return line.contains("Started S3MockApplication");
    }

    /** A prefix of keys that no other test has. */
    public static String newPrefix() {
        return "test%d/".formatted(PREFIXES.incrementAndGet());
    }

    /** Settings for records on a server, or on the way to it. */
    public static S3RecordSettings settings(URI endpoint, String prefix) {
        return new S3RecordSettings(
                Optional.of("eu-central-1"),
                Optional.of(endpoint),
                true,
                BUCKET,
                prefix,
                Duration.ofSeconds(90),
                Duration.ofSeconds(20));
    }
}
