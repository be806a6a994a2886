package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.MalformedStreamException;
import dev.firn.sendstream.StreamDump;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code firn stream}: looks at send streams. */
@Command(
        name = "stream",
        description = "Look at btrfs send streams.",
        subcommands = StreamCommand.Dump.class)
final class StreamCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command was given");
    }

    /** {@code firn stream dump}. */
    @Command(name = "dump", description = "Print the commands of a send stream, one a line.")
    static final class Dump implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli before call()
        private CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "A send stream; - is standard input.")
        @SuppressWarnings("NullAway.Init") // set by picocli before call()
        private Path file;

        @Override
        public Integer call() throws IOException {
            PrintWriter out = spec.commandLine().getOut();
            if (Files.isDirectory(file)) {
                throw new UserException(
                        ErrorKind.USAGE,
                        "cannot read '%s': it is a directory".formatted(file),
                        "name a file that 'btrfs send' wrote, or - for standard input");
            }
            try (InputStream in =
                    file.toString().equals("-") ? System.in : Files.newInputStream(file)) {
                StreamDump.run(in, out);
            } catch (NoSuchFileException e) {
                throw new UserException(
                        ErrorKind.NOT_FOUND,
                        "cannot read '%s': there is no such file".formatted(file),
                        "name a file that 'btrfs send' wrote, or - for standard input",
                        e);
            } catch (MalformedStreamException e) {
                throw new UserException(
                        ErrorKind.FAILED,
                        "cannot read '%s' as a send stream: %s".formatted(file, e.getMessage()),
                        "everything before that place was printed",
                        e);
            }
            return ExitCode.OK.status();
        }
    }
}
