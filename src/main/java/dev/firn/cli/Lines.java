package dev.firn.cli;

import dev.firn.sendstream.StreamPath;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/**
 * Lines for a terminal. What stands in them may come from a vault or a file system that somebody
 * else has written to: so what could move the cursor, change colours, turn the direction of writing
 * or begin another line is printed as {@link StreamPath} prints it, {@code \x1b} for example.
 */
final class Lines {

    private Lines() {}

    /** One line, without its end. */
    static String of(String text) {
        return StreamPath.of(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** The lines of a stack trace. */
    static void printTrace(Exception e, PrintWriter err) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        trace.toString()
                .lines()
                .forEach(line ->
                        err.println((line.startsWith("\t") ? "\t" : "") + of(line.strip())));
    }
}
