package dev.firn.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The program: parses, runs one command, and says with its exit code how it went. */
public final class Main {

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
