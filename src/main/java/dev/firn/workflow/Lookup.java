package dev.firn.workflow;

import dev.firn.catalog.Catalog;
import dev.firn.model.SequenceHead;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
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
 * latest does not, because clocks are wrong at times: see {@link Generations}. Where the two
 * differ, the user is told.
 */
public final class Lookup {

    private static final int PREFIX_LENGTH_MIN = 4;
    private static final String LATEST = "latest";

    private static final Comparator<Snapshot> BY_CLOCK =
            Comparator.comparing((Snapshot snapshot) -> snapshot.source().taken())
                    .thenComparingLong(snapshot -> snapshot.source().generation());

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

    /**
     * A place in a snapshot.
     *
     * @param path below the snapshot's root, and empty for that
     */
    public record Address(Found found, StreamPath path) {}

    /**
     * What {@code VOLUME[@SNAPSHOT|@DATE][:PATH]} means. Labels and times may have colons: the
     * longest text before one that means a snapshot is taken for it.
     */
    public Address address(String text) throws IOException {
        int at = text.indexOf('@');
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Address(snapshot(text), Paths.ROOT);
        }
        if (at < 0 || colon < at) {
            return new Address(
                    snapshot(text.substring(0, colon)), Paths.parse(text.substring(colon + 1)));
        }
        SequenceHead volume = volume(text.substring(0, at));
        List<Snapshot> candidates = candidates(volume);
        int end = text.length();
        while (matching(volume, text.substring(at + 1, end), candidates, Progress.SILENT)
                .isEmpty()) {
            end = text.lastIndexOf(':', end - 1);
            if (end < at) {
                throw notFound(text);
            }
        }
        StreamPath path = end < text.length() ? Paths.parse(text.substring(end + 1)) : Paths.ROOT;
        return new Address(
                found(text.substring(0, at), volume, text.substring(at + 1, end), candidates),
                path);
    }

    private List<Snapshot> candidates(SequenceHead volume) throws IOException {
        List<Snapshot> candidates = new ArrayList<>();
        catalog.snapshots(volume.volume(), candidates::add);
        return candidates;
    }

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
        String selector = at < 0 ? LATEST : text.substring(at + 1);
        return found(volumeText, volume, selector, candidates(volume));
    }

    private Found found(
            String volumeText, SequenceHead volume, String selector, List<Snapshot> candidates) {
        List<Snapshot> matching = matching(volume, selector, candidates, progress);
        Optional<String> name = Optional.of(volumeText).filter(volume.name()::equals);
        return new Found(volume, only(volumeText + "@" + selector, matching), name);
    }

    /** A snapshot and those of its volume that are older, the newest first. */
    public List<Snapshot> upTo(Found found) throws IOException {
        List<Snapshot> candidates = candidates(found.volume());
        Comparator<Snapshot> byGeneration = Generations.order(found.volume(), candidates);
        return candidates.stream()
                .filter(snapshot -> byGeneration.compare(snapshot, found.snapshot()) <= 0)
                .sorted(byGeneration.reversed())
                .toList();
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
            throw notFound(text);
        }
        return matching.getFirst();
    }

    private static UserException notFound(String text) {
        return new UserException(
                ErrorKind.NOT_FOUND,
                "cannot find snapshot '%s' in the vault".formatted(text),
                "'firn list' shows what is there; dates look like 2026-03-01 or"
                        + " 2026-03-01T14:30");
    }

    private List<Snapshot> matching(
            SequenceHead volume, String selector, List<Snapshot> candidates, Progress told) {
        Comparator<Snapshot> byGeneration = Generations.order(volume, candidates);
        if (selector.equals(LATEST)) {
            return newest(volume, new Orders(byGeneration, byGeneration), candidates, told);
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
            return newest(volume, new Orders(byGeneration, BY_CLOCK), notAfter, told);
        }
        String prefix = selector.toLowerCase(Locale.ROOT);
        return prefix.length() < PREFIX_LENGTH_MIN
                ? List.of()
                : candidates.stream()
                        .filter(snapshot -> snapshot.id().toString().startsWith(prefix))
                        .toList();
    }

    /** Which snapshots are newer: as their generations say, and as is asked for. */
    private record Orders(Comparator<Snapshot> byGeneration, Comparator<Snapshot> asked) {}

    private static List<Snapshot> newest(
            SequenceHead volume, Orders orders, List<Snapshot> candidates, Progress told) {
        if (candidates.isEmpty()) {
            return List.of();
        }
        Snapshot byClock = Collections.max(candidates, BY_CLOCK);
        Snapshot byGeneration = Collections.max(candidates, orders.byGeneration());
        Snapshot newest = Collections.max(candidates, orders.asked());
        if (!byClock.equals(byGeneration)) {
            told.warn(
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
