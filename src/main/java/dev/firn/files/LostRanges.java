package dev.firn.files;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ranges of files that could not be read, of those files that are under way. */
final class LostRanges {

    /** Of one file; further ones make the last one longer. */
    private static final int RANGES_MAX = 1000;

    private static final int TOLD_MAX = 3;

    private final Map<Long, Lost> files = new HashMap<>();

    /** What is missing of a file, by offset. */
    record Lost(List<Outcome.Range> ranges, String reason) {

        /** The first ranges, for a person. */
        String text() {
            StringBuilder text = new StringBuilder();
            for (Outcome.Range range : ranges.subList(0, Math.min(TOLD_MAX, ranges.size()))) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append("%d bytes at %d".formatted(range.length(), range.offset()));
            }
            int more = ranges.size() - TOLD_MAX;
            return more > 0 ? text + " and %d more ranges".formatted(more) : text.toString();
        }
    }

    void add(long node, long offset, long length, String reason) {
        Lost lost = files.computeIfAbsent(node, _ -> new Lost(new ArrayList<>(), reason));
        List<Outcome.Range> ranges = lost.ranges();
        if (ranges.isEmpty()) {
            ranges.add(new Outcome.Range(offset, length));
            return;
        }
        Outcome.Range last = ranges.getLast();
        boolean joins = offset == last.offset() + last.length();
        if (joins || ranges.size() == RANGES_MAX) {
            long start = Math.min(offset, last.offset());
            long end = Math.max(offset + length, last.offset() + last.length());
            ranges.set(ranges.size() - 1, new Outcome.Range(start, end - start));
        } else {
            ranges.add(new Outcome.Range(offset, length));
        }
    }

    /** What is missing of a file, which is then forgotten; empty if nothing is. */
    Optional<Lost> take(long node) {
        return Optional.ofNullable(files.remove(node));
    }
}
