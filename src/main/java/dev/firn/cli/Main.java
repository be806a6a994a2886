package dev.firn.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The program: parses, runs one command, and says with its exit code how it went. */
public final class Main {

    /** What Java puts in the place of bytes that it does not understand: another file's name. */
    private static final char REPLACEMENT = '\ufffd';

    private Main() {}

    public static void main(String[] args) {
        Interruption.install(Thread.currentThread());
        int status = run(args);
        Interruption.mainEnded();
        System.exit(status);
    }

    static int run(String[] args) {
        StandardOutput output = StandardOutput.open();
        PrintWriter out =
                new PrintWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8), false);
        PrintWriter err =
                new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        for (String argument : args) {
            if (argument.indexOf(REPLACEMENT) >= 0) {
                err.println(
                        "firn: cannot use the argument '%s': it is not text in the locale's encoding"
                                .formatted(Lines.of(argument)));
                err.println("firn: hint: paths that are given to Firn have to be UTF-8");
                return ExitCode.USAGE.status();
            }
        }
        CommandLine commands = Commands.lineFor(args);
        commands.setOut(out);
        commands.setErr(err);
        commands.setParameterExceptionHandler(new ErrorReport()::usage);
        commands.setExecutionExceptionHandler(new ErrorReport()::failure);
        int status = commands.execute(args);
        out.flush();
        return output.failure()
                .filter(_ -> status == ExitCode.OK.status())
                .map(failure -> unwritten(failure, commands))
                .orElse(status);
    }

    /** Who stops reading, as 'head' does, knows it: there is nothing to say then. */
    private static int unwritten(IOException failure, CommandLine commands) {
        return failure instanceof StandardOutput.ReaderGoneException
                ? ExitCode.NOBODY_READS.status()
                : new ErrorReport().failure(failure, commands, false);
    }
}
