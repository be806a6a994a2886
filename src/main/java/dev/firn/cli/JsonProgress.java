package dev.firn.cli;

import dev.firn.report.Progress;
import java.io.PrintWriter;
import java.util.OptionalLong;
import tools.jackson.databind.node.ObjectNode;

/** Notes and warnings as one JSON object a line on standard error; progress every ten seconds. */
final class JsonProgress implements Progress {

    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final PrintWriter err;
    private String subject = "";
    private OptionalLong total = OptionalLong.empty();
    private long done;
    private long shown;

    JsonProgress(PrintWriter err) {
        this.err = err;
    }

    @Override
    public synchronized void note(String line) {
        print(Json.object().put("note", line));
    }

    @Override
    public synchronized void warn(String line) {
        print(Json.object().put("warning", line));
    }

    @Override
    public synchronized void begin(String newSubject, OptionalLong bytesAbout) {
        subject = newSubject;
        total = bytesAbout;
        done = 0;
        shown = System.nanoTime();
    }

    /** A script waits without looking on. */
    @Override
    public boolean isWatched() {
        return false;
    }

    @Override
    public synchronized void expect(long bytesAbout) {
        total = OptionalLong.of(bytesAbout);
    }

    @Override
    public synchronized void advance(long bytes) {
        done += bytes;
        long now = System.nanoTime();
        if (now - shown >= INTERVAL_NANOS) {
            shown = now;
            ObjectNode node = Json.object().put("progress", subject).put("bytes", done);
            total.ifPresent(all -> node.put("bytesAbout", all));
            print(node);
        }
    }

    @Override
    public synchronized void end() {}

    private void print(ObjectNode node) {
        err.println(Json.text(node));
    }
}
