package dev.firn.files;

import dev.firn.sendstream.StreamPath;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What became of what was to be brought back. Used by one thread. */
public final class Outcome {

    /** As many are listed; all are counted, and told of when they are met. */
    private static final int LISTED_MAX = 10_000;

    private long files;
    private long bytes;
    private long present;
    private long conflicts;
    private long damagedFiles;
    private final List<Damaged> damaged = new ArrayList<>();
    private final Map<Unkept, Count> unkept = new EnumMap<>(Unkept.class);

    /** A range of a file, in bytes. */
    public record Range(long offset, long length) {}

    /**
     * A file that could not be read whole.
     *
     * @param path below the destination
     * @param ranges that are missing, as far as they are listed
     * @param reason of the first
     */
    public record Damaged(StreamPath path, List<Range> ranges, String reason) {}

    /** How often, and where first. */
    public record Count(long number, StreamPath first) {}

    void addFile() {
        files++;
    }

    void addBytes(long length) {
        bytes += length;
    }

    void addPresent() {
        present++;
    }

    void addConflict() {
        conflicts++;
    }

    void addDamaged(Damaged file) {
        damagedFiles++;
        if (damaged.size() < LISTED_MAX) {
            damaged.add(file);
        }
    }

    void addUnkept(Unkept what, StreamPath path) {
        unkept.merge(
                what, new Count(1, path), (old, one) -> new Count(old.number() + 1, old.first()));
    }

    /** Files that were written. */
    public long files() {
        return files;
    }

    /** Bytes of those, holes not counted. */
    public long bytes() {
        return bytes;
    }

    /** Files that were there already, as they are in the snapshot. */
    public long present() {
        return present;
    }

    /** Names in whose place is something else, which was left alone. */
    public long conflicts() {
        return conflicts;
    }

    /** Files that could not be read whole. */
    public long damagedFiles() {
        return damagedFiles;
    }

    /** The first {@value #LISTED_MAX} of them. */
    public List<Damaged> damaged() {
        return List.copyOf(damaged);
    }

    /** What could not be kept. */
    public Map<Unkept, Count> unkept() {
        return Map.copyOf(unkept);
    }
}
