package dev.firn.testing;

import dev.firn.kv.dynamodb.DynamoSettings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Amazon's DynamoDB Local, one for all tests of this JVM, with its tables in memory. It is a
 * process of its own because it brings libraries of its own; Maven writes their class path before
 * the integration tests.
 */
public final class DynamoLocal {

    private static final Path CLASS_PATH = Path.of("target/dynamodb-local.class-path");
    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static @Nullable URI endpoint;

    private DynamoLocal() {}

    /** The server, started if need be. It may not answer at once. */
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
        // Any key will do, but letters and digits only.
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
        String classPath = Files.readString(CLASS_PATH).strip();
        String libraries =
                Stream.of(classPath.split(":"))
                        .filter(path -> path.contains("sqlite4java-linux-amd64"))
                        .map(path -> path.substring(0, path.lastIndexOf('/')))
                        .findAny()
                        .orElseThrow();
        int port = freePort();
        Process server =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin/java")
                                                .toString(),
                                        "-Xmx512m",
                                        "-Dsqlite4java.library.path=" + libraries,
                                        "-cp",
                                        classPath,
                                        "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
                                        "-inMemory",
                                        "-sharedDb",
                                        "-disableTelemetry",
                                        "-port",
                                        Integer.toString(port)))
                        .directory(new File("target"))
                        .redirectErrorStream(true)
                        .redirectOutput(Path.of("target/dynamodb-local.log").toFile())
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
        return URI.create("http://127.0.0.1:" + port);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Settings for tables that no other test has. */
    public static DynamoSettings settings() {
        return settings(endpoint(), "test" + PREFIXES.incrementAndGet());
    }

    /** Settings for tables on a server, or on the way to it. */
    public static DynamoSettings settings(URI endpoint, String prefix) {
        return new DynamoSettings(
                Optional.of("eu-central-1"),
                Optional.of(endpoint),
                prefix,
                Duration.ofSeconds(60),
                Duration.ofSeconds(20));
    }
}
