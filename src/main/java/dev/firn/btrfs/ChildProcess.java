package dev.firn.btrfs;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A command whose standard input is a pipe that Java writes through a channel, with no copy in
 * between if the buffer is direct. Its standard error is kept for messages.
 */
final class ChildProcess {

    /** So that the command has work while the next frame, 4 MiB at most, is being decoded. */
    private static final int PIPE_BYTES = 4 << 20;

    private static final int ERROR_BYTES_MAX = 4096;
    private static final int SIGNAL_BASE = 128;

    /** SIGHUP, SIGINT and SIGTERM (signal(7)). */
    private static final Set<Integer> STOPPING = Set.of(1, 2, 15);

    /** What btrfs receive says when all is well, even if it is to be quiet. */
    private static final String NO_FAILURE = "Chroot to ";

    private final String name;
    private final Process process;
    private final FileChannel channel;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Thread errorReader;

    private ChildProcess(String name, Process process, FileChannel channel) {
        this.name = name;
        this.process = process;
        this.channel = channel;
        this.errorReader =
                Thread.ofPlatform()
                        .daemon()
                        .name(name + " stderr")
                        .start(() -> drain(process.getErrorStream()));
    }

    /** Starts a command whose standard input is written to {@link #channel}. */
    static ChildProcess writing(List<String> command) throws IOException {
        try (LibC.Pipe pipe = LibC.pipe(PIPE_BYTES)) {
            return start(
                    new ProcessBuilder(command)
                            .redirectInput(end(pipe.read()).toFile())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD),
                    FileChannel.open(end(pipe.write()), StandardOpenOption.WRITE));
        }
    }

    /** Opening this makes a second descriptor of the same pipe (proc(5)). */
    private static Path end(int descriptor) {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    private static ChildProcess start(ProcessBuilder builder, FileChannel channel)
            throws IOException {
        List<String> command = builder.command();
        builder.environment().put("LC_ALL", "C");
        try {
            return new ChildProcess(
                    command.get(0) + " " + command.get(1), builder.start(), channel);
        } catch (IOException e) {
            channel.close();
            throw notInstalled(command.get(0), e);
        }
    }

    static UserException notInstalled(String program, IOException cause) {
        return new UserException(
                ErrorKind.FAILED,
                "cannot run '%s': %s".formatted(program, cause.getMessage()),
                "is it installed? apt-get install btrfs-progs",
                cause);
    }

    private void drain(InputStream stderr) {
        byte[] buffer = new byte[1024];
        try (stderr) {
            for (int count = stderr.read(buffer); count >= 0; count = stderr.read(buffer)) {
                int kept = Math.min(count, ERROR_BYTES_MAX - errors.size());
                errors.write(buffer, 0, Math.max(kept, 0));
            }
        } catch (IOException e) {
            // The message is shorter for it.
        }
    }

    FileChannel channel() {
        return channel;
    }

    /**
     * Waits for the end of the command.
     *
     * @return empty if it succeeded, else how it ended and its own words, on one line
     */
    String failure() throws IOException {
        try {
            int status = process.waitFor();
            errorReader.join();
            return status == 0 ? "" : describe(status);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + name);
        }
    }

    /** Whether it has ended, and by a signal that people end programs with. */
    boolean wasStopped() {
        return !process.isAlive() && STOPPING.contains(process.exitValue() - SIGNAL_BASE);
    }

    private String describe(int status) {
        String how =
                status > SIGNAL_BASE
                        ? "was killed by signal " + (status - SIGNAL_BASE)
                        : "ended with status " + status;
        String words =
                errors.toString(StandardCharsets.UTF_8)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith(NO_FAILURE))
                        .collect(Collectors.joining("; "));
        return "%s %s%s".formatted(name, how, words.isEmpty() ? "" : ": " + words);
    }

    /**
     * Kills the command if it still runs, waits until it is gone and closes the channel. In this
     * order: a receiver must not see the pipe's end before it dies, and a virtual thread that waits
     * in a read or write is woken by nothing but the command's end.
     */
    void end() throws IOException {
        process.destroyForcibly();
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                process.waitFor();
                errorReader.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        channel.close();
    }
}
