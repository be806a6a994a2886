package dev.firn.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A program on this machine. */
public final class Tool {

    private static final int SECONDS_MAX = 60;

    private Tool() {}

    /**
     * What a program did.
     *
     * @param stderr what it said, for messages
     */
    public record Outcome(int exitCode, byte[] stdout, String stderr) {

        /** Standard output of a program that must have succeeded. */
        public byte[] orFail() {
            if (exitCode != 0) {
                fail("exit code %d: %s%s".formatted(exitCode, new String(stdout, UTF_8), stderr));
            }
            return stdout;
        }
    }

    /** Skips the test, or fails it in CI, if one of {@code programs} is not installed. */
    public static void require(String... programs) {
        for (String program : programs) {
            boolean installed = false;
            for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
                installed |= Files.isExecutable(Path.of(directory, program));
            }
            if (!installed) {
                String reason = "program '%s' is not installed".formatted(program);
                if ("true".equals(System.getenv("CI"))) {
                    fail(reason);
                }
                abort(reason);
            }
        }
    }

    /** Runs {@code command} with {@code stdin} and waits for its end. */
    public static Outcome run(byte[] stdin, String... command)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("firn-tool");
        Path in = Files.write(directory.resolve("in"), stdin);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                fail(command[0] + " did not end: " + Files.readString(err));
            }
            return new Outcome(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
        } finally {
            Files.delete(in);
            Files.delete(out);
            Files.delete(err);
            Files.delete(directory);
        }
    }
}
