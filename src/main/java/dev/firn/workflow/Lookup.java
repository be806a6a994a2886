package dev.firn.workflow;

import dev.firn.catalog.Catalog;
import dev.firn.model.SequenceHead;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds what the user means by {@code VOLUME[@SNAPSHOT|@DATE]}. A volume is meant by its name or by
 * the start of its uuid; a snapshot by its label, by the start of its uuid (4 characters or more),
 * or by a date: the newest one at or before it.
 */
public final class Lookup {

    private static final int PREFIX_LENGTH_MIN = 4;

    private final Catalog catalog;
    private final ZoneId zone;

    /** Dates without a zone are read in {@code zone}. */
    public Lookup(Catalog catalog, ZoneId zone) {
        this.catalog = catalog;
        this.zone = zone;
    }

    /** A snapshot and the volume it is of. */
    public record Found(SequenceHead volume, Snapshot snapshot) {}

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
        SequenceHead volume = volume(at < 0 ? text : text.substring(0, at));
        String selector = at < 0 ? "latest" : text.substring(at + 1);
        List<Snapshot> candidates = new ArrayList<>();
        catalog.snapshots(volume.volume(), candidates::add);
        return new Found(volume, pick(text, selector, candidates));
    }

    private Snapshot pick(String text, String selector, List<Snapshot> candidates) {
        List<Snapshot> matching = matching(selector, candidates);
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

    private List<Snapshot> matching(String selector, List<Snapshot> candidates) {
        if (selector.equals("latest")) {
            return newestNotAfter(Instant.MAX, candidates);
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
            return newestNotAfter(date.get(), candidates);
        }
        String prefix = selector.toLowerCase(Locale.ROOT);
        return prefix.length() < PREFIX_LENGTH_MIN
                ? List.of()
                : candidates.stream()
                        .filter(snapshot -> snapshot.id().toString().startsWith(prefix))
                        .toList();
    }

    private static List<Snapshot> newestNotAfter(Instant limit, List<Snapshot> candidates) {
        return candidates.stream()
                .filter(snapshot -> !snapshot.source().taken().isAfter(limit))
                .max(
                        Comparator.comparing((Snapshot snapshot) -> snapshot.source().taken())
                                .thenComparingLong(snapshot -> snapshot.source().generation()))
                .map(List::of)
                .orElse(List.of());
    }

    private static UserException ambiguous(String what, List<String> found) {
        return new UserException(
                ErrorKind.NOT_FOUND,
                "%s means more than one: %s".formatted(what, String.join(", ", found)),
                "give the start of the uuid, as long as it needs to be");
    }
}
