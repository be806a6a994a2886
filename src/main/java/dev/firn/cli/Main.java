package dev.firn.cli;

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
        PrintWriter out =
                new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), false);
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
        if (out.checkError() && status == ExitCode.OK.status()) {
            err.println("firn: cannot write the output");
            return ExitCode.FAILED.status();
        }
        return status;
    }
}
