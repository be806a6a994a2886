package dev.firn.btrfs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A {@code btrfs} command whose standard output or input is a pipe that Java reads or writes
 * through a channel, without a copy in between. Its standard error is kept for messages.
 */
final class ChildProcess {

    private static final int PIPE_BYTES = 1 << 20;
    private static final int ERROR_BYTES_MAX = 4096;

    private final Process process;
    private final FileChannel channel;
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final Thread errorReader;

    private ChildProcess(Process process, FileChannel channel) {
        this.process = process;
        this.channel = channel;
        this.errorReader =
                Thread.ofVirtual().name("stderr").start(() -> drain(process.getErrorStream()));
    }

    /** Starts a command whose standard output is read from {@link #channel}. */
    static ChildProcess reading(List<String> command) throws IOException {
        LibC.Pipe pipe = LibC.pipe(PIPE_BYTES);
        try {
            FileChannel channel = FileChannel.open(end(pipe.read()), StandardOpenOption.READ);
            return start(
                    builder(command)
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(end(pipe.write()).toFile()),
                    channel);
        } finally {
            // Only the child holds the writing end from here on, so its end is the pipe's end.
            LibC.close(pipe.write());
            LibC.close(pipe.read());
        }
    }

    /** Starts a command whose standard input is written to {@link #channel}. */
    static ChildProcess writing(List<String> command) throws IOException {
        LibC.Pipe pipe = LibC.pipe(PIPE_BYTES);
        try {
            FileChannel channel = FileChannel.open(end(pipe.write()), StandardOpenOption.WRITE);
            return start(
                    builder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectInput(end(pipe.read()).toFile()),
                    channel);
        } finally {
            LibC.close(pipe.write());
            LibC.close(pipe.read());
        }
    }

    private static Path end(int descriptor) {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static ChildProcess start(ProcessBuilder builder, FileChannel channel)
            throws IOException {
        try {
            return new ChildProcess(builder.start(), channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
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
     * @return empty if it succeeded, else its own words on one line
     */
    String failure() throws IOException {
        try {
            int status = process.waitFor();
            errorReader.join();
            if (status == 0) {
                return "";
            }
            String words =
                    errors.toString(StandardCharsets.UTF_8).strip().replaceAll("\\s*\\n\\s*", "; ");
            String how = status > 128 ? "signal " + (status - 128) : "status " + status;
            return words.isEmpty() ? how : words + " (" + how + ")";
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for btrfs");
        }
    }

    /** Ends the command if it still runs, and waits until it is gone. */
    void end() throws IOException {
        channel.close();
        process.destroyForcibly();
        boolean interrupted = false;
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
    }
}
