package dev.firn.files;

import dev.firn.posix.FileName;
import dev.firn.sendstream.StreamPath;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which of the names of a file is the first in a tar, where all others are links to it. */
final class TarNames {

    /** A file with many names is met as often, and every time all would be looked at. */
    private static final int KEPT = 4096;

    private static final Comparator<StreamPath> WALK = TarNames::compare;

    private final Selection selection;
    private final LinkedHashMap<Long, Optional<StreamPath>> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Optional<StreamPath>> eldest) {
                    return size() > KEPT;
                }
            };

    TarNames(Selection selection) {
        this.selection = selection;
    }

    /** The path that {@link Selection#walk} comes to first, of those that a file can have. */
    Optional<StreamPath> first(long node) throws IOException {
        Optional<StreamPath> first = known.get(node);
        if (first == null) {
            first =
                    selection.places(node).stream()
                            .map(Selection.Place::path)
                            .filter(TarNames::isUsable)
                            .min(WALK);
            known.put(node, first);
        }
        return first;
    }

    static boolean isUsable(StreamPath path) {
        byte[] bytes = path.bytes();
        int start = 0;
        while (start <= bytes.length) {
            int end = slash(bytes, start);
            if (!FileName.isName(Arrays.copyOfRange(bytes, start, end))) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    /** Where a component ends. */
    private static int slash(byte[] bytes, int start) {
        int at = start;
        while (at < bytes.length && bytes[at] != '/') {
            at++;
        }
        return at;
    }

    /** In a directory, files are before directories. */
    private static int compare(StreamPath one, StreamPath other) {
        byte[] a = one.bytes();
        byte[] b = other.bytes();
        int start = 0;
        while (true) {
            int endOfA = slash(a, start);
            int endOfB = slash(b, start);
            int names = Arrays.compareUnsigned(a, start, endOfA, b, start, endOfB);
            boolean isDirectory = endOfA < a.length;
            if (isDirectory != endOfB < b.length) {
                return isDirectory ? 1 : -1;
            }
            if (names != 0 || !isDirectory) {
                return names;
            }
            start = endOfA + 1;
        }
    }
}
