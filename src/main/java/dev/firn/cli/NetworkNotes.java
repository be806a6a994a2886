package dev.firn.cli;

import dev.firn.report.Progress;
import dev.firn.report.Waiting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells the user that the network is away, once, and that it is back. */
final class NetworkNotes implements Waiting {

    /** Shorter outages are nobody's business. */
    private static final Duration NOTED = Duration.ofSeconds(30);

    private final Progress progress;
    private final Clock clock;
    private Optional<Instant> away = Optional.empty();

    NetworkNotes(Progress progress, Clock clock) {
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public synchronized void waits(Duration already) {
        if (away.isEmpty() && already.compareTo(NOTED) >= 0) {
            Instant since = clock.instant().minus(already);
            away = Optional.of(since);
            progress.note(
                    "the vault is out of reach, or throttled, since %s; trying again"
                            .formatted(Times.text(since)));
        }
    }

    @Override
    public synchronized void works() {
        away.ifPresent(since ->
                progress.note(
                        "the vault is reached again, after %s"
                                .formatted(
                                        Times.duration(
                                                Duration.between(since, clock.instant())
                                                        .toSeconds()))));
        away = Optional.empty();
    }
}
