package dev.firn.workflow;

import dev.firn.catalog.Catalog;
import dev.firn.model.SequenceHead;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds what the user means by {@code VOLUME[@SNAPSHOT|@DATE]}. A volume is meant by its name or by
 * the start of its uuid; a snapshot by its label, by the start of its uuid (4 characters or more),
 * or by a date: the newest one at or before it. Dates go by the host's clock; which snapshot is the
 * latest does not, because clocks are wrong at times: in one file system generations only grow.
 * Where the two differ, the user is told.
 */
public final class Lookup {

    private static final int PREFIX_LENGTH_MIN = 4;

    private static final Comparator<Snapshot> BY_CLOCK =
            Comparator.comparing((Snapshot snapshot) -> snapshot.source().taken())
                    .thenComparingLong(snapshot -> snapshot.source().generation());
    private static final Comparator<Snapshot> BY_GENERATION =
            Comparator.comparingLong((Snapshot snapshot) -> snapshot.source().generation())
                    .thenComparing(snapshot -> snapshot.source().taken());

    private final Catalog catalog;
    private final ZoneId zone;
    private final Progress progress;

    /** Dates without a zone are read in {@code zone}. */
    public Lookup(Catalog catalog, ZoneId zone, Progress progress) {
        this.catalog = catalog;
        this.zone = zone;
        this.progress = progress;
    }

    /**
     * A snapshot and the volume it is of.
     *
     * @param name by which the volume was meant; empty if it was by its uuid
     */
    public record Found(SequenceHead volume, Snapshot snapshot, Optional<String> name) {}

    /** The volume that {@code text} means. */
    public SequenceHead volume(String text) throws IOException {
        List<SequenceHead> heads = catalog.heads();
        List<SequenceHead> named = heads.stream().filter(head -> head.name().equals(text)).toList();
        if (named.isEmpty() && text.length() >= PREFIX_LENGTH_MIN) {
            String prefix = text.toLowerCase(Locale.ROOT);
            named =
                    heads.stream()
                            .filter(head -> head.volume().toString().startsWith(prefix))
                            .toList();
        }
        if (named.isEmpty()) {
            throw new UserException(
                    ErrorKind.NOT_FOUND,
                    "cannot find volume '%s' in the vault".formatted(text),
                    "'firn list' shows what is there");
        }
        if (named.size() > 1) {
            throw ambiguous(
                    "volume '%s'".formatted(text),
                    named.stream().map(head -> head.volume() + " (" + head.host() + ")").toList());
        }
        return named.getFirst();
    }

    /** The snapshot that {@code text} means; the newest if it names only a volume. */
    public Found snapshot(String text) throws IOException {
        int at = text.indexOf('@');
        String volumeText = at < 0 ? text : text.substring(0, at);
        SequenceHead volume = volume(volumeText);
        String selector = at < 0 ? "latest" : text.substring(at + 1);
        List<Snapshot> candidates = new ArrayList<>();
        catalog.snapshots(volume.volume(), candidates::add);
        List<Snapshot> matching = matching(volume, selector, candidates);
        Optional<String> name = Optional.of(volumeText).filter(volume.name()::equals);
        return new Found(volume, only(text, matching), name);
    }

    private static Snapshot only(String text, List<Snapshot> matching) {
        if (matching.size() > 1) {
            throw ambiguous(
                    "'%s'".formatted(text),
                    matching.stream()
                            .map(snapshot -> snapshot.id() + " " + snapshot.source().label())
                            .toList());
        }
        if (matching.isEmpty()) {
            throw new UserException(
                    ErrorKind.NOT_FOUND,
                    "cannot find snapshot '%s' in the vault".formatted(text),
                    "'firn list' shows what is there; dates look like 2026-03-01 or"
                            + " 2026-03-01T14:30");
        }
        return matching.getFirst();
    }

    private List<Snapshot> matching(
            SequenceHead volume, String selector, List<Snapshot> candidates) {
        if (selector.equals("latest")) {
            return newest(volume, BY_GENERATION, candidates);
        }
        List<Snapshot> labelled =
                candidates.stream()
                        .filter(snapshot -> snapshot.source().label().equals(selector))
                        .toList();
        if (!labelled.isEmpty()) {
            return labelled;
        }
        Optional<Instant> date = PointInTime.parse(selector, zone);
        if (date.isPresent()) {
            List<Snapshot> notAfter =
                    candidates.stream()
                            .filter(snapshot -> !snapshot.source().taken().isAfter(date.get()))
                            .toList();
            return newest(volume, BY_CLOCK, notAfter);
        }
        String prefix = selector.toLowerCase(Locale.ROOT);
        return prefix.length() < PREFIX_LENGTH_MIN
                ? List.of()
                : candidates.stream()
                        .filter(snapshot -> snapshot.id().toString().startsWith(prefix))
                        .toList();
    }

    private List<Snapshot> newest(
            SequenceHead volume, Comparator<Snapshot> order, List<Snapshot> candidates) {
        if (candidates.isEmpty()) {
            return List.of();
        }
        Snapshot byClock = Collections.max(candidates, BY_CLOCK);
        Snapshot byGeneration = Collections.max(candidates, BY_GENERATION);
        Snapshot newest = Collections.max(candidates, order);
        if (!byClock.equals(byGeneration)) {
            progress.warn(
                    "%s: newest by generation is %s of %s, by the clock of host %s it is %s of %s; the first goes for 'latest', the second for dates, and this is %s"
                            .formatted(
                                    volume.name(),
                                    byGeneration.id(),
                                    byGeneration.source().taken(),
                                    volume.host(),
                                    byClock.id(),
                                    byClock.source().taken(),
                                    newest.id()));
        }
        return List.of(newest);
    }

    private static UserException ambiguous(String what, List<String> found) {
        return new UserException(
                ErrorKind.NOT_FOUND,
                "%s means more than one: %s".formatted(what, String.join(", ", found)),
                "give the start of the uuid, as long as it needs to be");
    }
}
