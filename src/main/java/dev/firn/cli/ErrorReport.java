package dev.firn.cli;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.volume.StoppedException;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.node.ObjectNode;

/**
 * Failures on standard error: one line that says what could not be done, one with a hint. Only what
 * must be a bug prints a stack trace. With {@code --json} the same as one JSON object.
 */
final class ErrorReport {

    int usage(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("firn: " + Lines.of(String.valueOf(e.getMessage())));
        err.println(
                "firn: hint: see '%s --help'"
                        .formatted(e.getCommandLine().getCommandSpec().qualifiedName()));
        return ExitCode.USAGE.status();
    }

    int failure(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        command.getOut().flush();
        boolean isInterrupted = Interruption.wasRequested() || Thread.interrupted();
        if (isInterrupted || (wasStopped(e) && Interruption.isRequestedSoon())) {
            err.println("firn: interrupted; run the same command again to go on");
            return ExitCode.INTERRUPTED.status();
        }
        return report("", e, err, parsed.originalArgs().contains("--json"));
    }

    private static boolean wasStopped(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoppedException) {
                return true;
            }
        }
        return false;
    }

    /** Reports the failure of one of several things, {@code name}, after which others go on. */
    int failure(String name, Exception e, CommandLine command, boolean json) {
        command.getOut().flush();
        return report(name + ": ", e, command.getErr(), json);
    }

    /** Reports what became known after the command had ended. */
    int failure(IOException e, CommandLine command, boolean json) {
        return report("", e, command.getErr(), json);
    }

    private static int report(String of, Exception e, PrintWriter err, boolean json) {
        return switch (e) {
            case UserException user -> print(of, err, json, user);
            case StandardOutput.ReaderGoneException gone -> {
                print(of, err, json, userException(gone));
                yield ExitCode.NOBODY_READS.status();
            }
            case IOException io -> print(of, err, json, userException(io));
            default -> bug(err, e);
        };
    }

    private static UserException userException(IOException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        String hint =
                e instanceof StandardOutput.ReaderGoneException
                        ? "look at what that program said"
                        : "run it again; what is done already is not done twice";
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("No space left on device")) {
                return new UserException(
                        ErrorKind.NO_SPACE, message, "make room and run it again", e);
            }
        }
        return new UserException(ErrorKind.FAILED, message, hint, e);
    }

    private static int print(String of, PrintWriter err, boolean json, UserException e) {
        ExitCode code = ExitCode.of(e.kind());
        if (json) {
            ObjectNode node = Json.object();
            node.put("error", of + e.getMessage());
            node.put("hint", e.hint());
            node.put("exitCode", code.status());
            err.println(Json.text(node));
        } else {
            err.println("firn: " + Lines.of(of + e.getMessage()));
            err.println("firn: hint: " + Lines.of(e.hint()));
        }
        return code.status();
    }

    private static int bug(PrintWriter err, Exception e) {
        err.println("firn: internal error; please report it with these lines");
        Lines.printTrace(e, err);
        return ExitCode.FAILED.status();
    }
}
