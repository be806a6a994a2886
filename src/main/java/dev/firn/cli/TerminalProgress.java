package dev.firn.cli;

import dev.firn.model.RateSchedule;
import dev.firn.report.Progress;
import dev.firn.workflow.Sizes;
import java.io.PrintWriter;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Progress on standard error: one line that is drawn over on a terminal, a plain line every half
 * minute otherwise.
 */
final class TerminalProgress implements Progress {

    private static final long REDRAW_NANOS = 200_000_000L;
    private static final long LINE_NANOS = 30_000_000_000L;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int BAR_WIDTH = 20;
    private static final int STANDARD_ERROR = 2;

    private final PrintWriter err;
    private final boolean terminal;
    private String subject = "";
    private OptionalLong total = OptionalLong.empty();
    private long done;
    private long began;
    private long shown;
    private boolean lineIsOpen;

    private final RateSchedule limit;
    private Remaining remaining = new Remaining(RateSchedule.UNLIMITED);
    private long measured;

    private TerminalProgress(PrintWriter err, boolean terminal, RateSchedule limit) {
        this.err = err;
        this.terminal = terminal;
        this.limit = limit;
    }

    /**
     * @param limit to the speed of what is shown
     */
    static TerminalProgress to(PrintWriter err, RateSchedule limit) {
        return new TerminalProgress(err, Terminals.isOne(STANDARD_ERROR), limit);
    }

    @Override
    public synchronized void note(String line) {
        clearLine();
        err.println(Lines.of(line));
    }

    @Override
    public synchronized void warn(String line) {
        clearLine();
        err.println("firn: warning: " + Lines.of(line));
    }

    @Override
    public synchronized void begin(String newSubject, OptionalLong bytesAbout) {
        subject = Lines.of(newSubject);
        total = bytesAbout;
        done = 0;
        began = System.nanoTime();
        shown = began;
        measured = 0;
        remaining = new Remaining(limit);
    }

    @Override
    public boolean isWatched() {
        return terminal;
    }

    @Override
    public synchronized void expect(long bytesAbout) {
        total = OptionalLong.of(bytesAbout);
    }

    @Override
    public synchronized void advance(long bytes) {
        done += bytes;
        long now = System.nanoTime();
        if (now - shown >= (terminal ? REDRAW_NANOS : LINE_NANOS)) {
            remaining.measured(
                    done - measured,
                    (now - shown) / NANOS_PER_SECOND,
                    LocalDateTime.now(ZoneId.systemDefault()));
            measured = done;
            shown = now;
            show(now);
        }
    }

    @Override
    public synchronized void end() {
        clearLine();
    }

    private void show(long now) {
        double seconds = (now - began) / NANOS_PER_SECOND;
        String text = line(subject, done, total, seconds, remaining);
        if (terminal) {
            err.print("\r\u001b[K" + text);
            err.flush();
            lineIsOpen = true;
        } else {
            err.println(text);
        }
    }

    /** For example {@code photos ####---------------- 20 % 4.1 of about 20.3 GB ...}. */
    static String line(
            String subject, long done, OptionalLong total, double seconds, Remaining remaining) {
        double rate = remaining.speed();
        StringBuilder line = new StringBuilder(subject).append("  ");
        if (total.isPresent() && total.getAsLong() > 0) {
            long all = Math.max(total.getAsLong(), done);
            int percent = (int) (100.0 * done / all);
            int filled = percent * BAR_WIDTH / 100;
            line.append("#".repeat(filled)).append("-".repeat(BAR_WIDTH - filled));
            line.append(String.format(Locale.ROOT, " %3d %%  ", percent));
            line.append(Sizes.text(done)).append(" of about ").append(Sizes.text(all));
            line.append("  ").append(Sizes.text((long) rate)).append("/s");
            remaining
                    .seconds(all - done, LocalDateTime.now(ZoneId.systemDefault()))
                    .ifPresent(
                            left -> line.append("  ").append(Times.duration(left)).append(" left"));
        } else {
            line.append(Sizes.text(done)).append("  ").append(Sizes.text((long) rate));
            line.append("/s  ").append(Times.duration((long) seconds));
        }
        return line.toString();
    }

    private void clearLine() {
        if (lineIsOpen) {
            err.print("\r\u001b[K");
            err.flush();
            lineIsOpen = false;
        }
    }
}
