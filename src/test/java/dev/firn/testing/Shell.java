package dev.firn.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs commands. */
public final class Shell {

    private Shell() {}

    /** What a command did. */
    public record Result(int status, String out, String err) {}

    /**
     * Runs a command that must succeed and returns its output. Each argument is taken by its {@code
     * toString}.
     */
    public static String run(Object... command) throws IOException {
        String[] words = Arrays.stream(command).map(Object::toString).toArray(String[]::new);
        Result result = result(Map.of(), words);
        if (result.status() != 0) {
            throw new IOException(
                    "%s ended with %d: %s%s"
                            .formatted(
                                    String.join(" ", words),
                                    result.status(),
                                    result.out(),
                                    result.err()));
        }
        return result.out();
    }

    /** Runs a shell script that must succeed; {@code $1} and so on are the arguments. */
    public static String script(String script, Object... arguments) throws IOException {
        Object[] command = new Object[arguments.length + 4];
        command[0] = "bash";
        command[1] = "-euc";
        command[2] = script;
        command[3] = "test";
        System.arraycopy(arguments, 0, command, 4, arguments.length);
        return run(command);
    }

    /** Runs a command to its end, whatever that is. */
    public static Result result(Map<String, String> environment, String... command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command));
        builder.environment().putAll(environment);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (a, b) -> a + ":" + b);
        return await(builder.start());
    }

    /** Waits for a process and collects what it writes. */
    public static Result await(Process process) throws IOException {
        try {
            process.getOutputStream().close();
            var out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            String err = text(process.getErrorStream());
            return new Result(process.waitFor(), out.join(), err);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
