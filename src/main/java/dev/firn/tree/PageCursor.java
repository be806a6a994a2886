package dev.firn.tree;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A place in a map of {@link Pages}: before an entry, or before a whole page that is not opened
 * yet. Two of them side by side find what differs, and pass by the pages that both have.
 */
final class PageCursor {

    private final PageFile file;
    private final Deque<Place> places = new ArrayDeque<>();

    /** How many pages are below those of the root. */
    private final int height;

    private static final class Place {
        private final Page page;
        private int index;

        Place(Page page) {
            this.page = page;
        }
    }

    private PageCursor(PageFile file, long root) throws IOException {
        this.file = file;
        Page page = file.get(root);
        places.push(new Place(page));
        int levels = 0;
        while (!page.isLeaf) {
            page = file.get(page.child(0));
            levels++;
        }
        this.height = levels;
        close();
    }

    /** Is told of what differs. */
    @FunctionalInterface
    interface Difference {
        /** A key whose values differ; null is none. */
        void difference(byte[] key, byte @Nullable [] before, byte @Nullable [] after)
                throws IOException;
    }

    /** Passes all keys whose values differ between two maps, in order. */
    static void compare(
            PageFile beforeFile, long before, PageFile afterFile, long after, Difference visitor)
            throws IOException {
        boolean isOneFile = beforeFile.isSameAs(afterFile);
        PageCursor a = new PageCursor(beforeFile, before);
        PageCursor b = new PageCursor(afterFile, after);
        if (isOneFile && before == after) {
            return;
        }
        while (!a.isAtEnd() || !b.isAtEnd()) {
            if (isOneFile && a.isBeforePage() && b.isBeforePage() && a.child() == b.child()) {
                a.next();
                b.next();
            } else if (!open(a, b)) {
                compareEntries(a, b, visitor);
            }
        }
    }

    /** Opens the next page of one of the two, if that is what has to be looked into next. */
    private static boolean open(PageCursor a, PageCursor b) throws IOException {
        boolean opensA = a.isBeforePage();
        boolean opensB = b.isBeforePage();
        if (opensA && opensB) {
            // The higher one, so that pages of the same height meet; else the one that is behind.
            int order = Integer.compare(b.level(), a.level());
            if (order == 0) {
                order = Arrays.compareUnsigned(a.key(), b.key());
            }
            opensA = order <= 0;
            opensB = order >= 0;
        } else if (opensA) {
            opensA = b.isAtEnd() || Arrays.compareUnsigned(a.key(), b.key()) <= 0;
        } else if (opensB) {
            opensB = a.isAtEnd() || Arrays.compareUnsigned(b.key(), a.key()) <= 0;
        }
        if (opensA) {
            a.open();
        }
        if (opensB) {
            b.open();
        }
        return opensA || opensB;
    }

    /** At least one is before an entry, and the other is not before anything that is less. */
    private static void compareEntries(PageCursor a, PageCursor b, Difference visitor)
            throws IOException {
        int order =
                a.isAtEnd() || a.isBeforePage()
                        ? 1
                        : b.isAtEnd() || b.isBeforePage()
                                ? -1
                                : Arrays.compareUnsigned(a.key(), b.key());
        if (order < 0) {
            visitor.difference(a.key(), a.value(), null);
        } else if (order > 0) {
            visitor.difference(b.key(), null, b.value());
        } else if (!Arrays.equals(a.value(), b.value())) {
            visitor.difference(a.key(), a.value(), b.value());
        }
        if (order <= 0) {
            a.next();
        }
        if (order >= 0) {
            b.next();
        }
    }

    private boolean isAtEnd() {
        return places.isEmpty();
    }

    private Place place() {
        return places.element();
    }

    private boolean isBeforePage() {
        return !isAtEnd() && !place().page.isLeaf;
    }

    private int level() {
        return height - places.size();
    }

    private long child() {
        return place().page.child(place().index);
    }

    /**
     * Of the entry; of a page, not above any of its keys. The key under which a page stands first
     * in its branch does not say that: those in front of it may be gone, and what is less than it
     * goes there.
     */
    private byte[] key() {
        if (place().page.isLeaf) {
            return place().page.key(place().index);
        }
        for (Place place : places) {
            if (place.index > 0) {
                return place.page.key(place.index);
            }
        }
        return new byte[0];
    }

    private byte[] value() {
        return place().page.value(place().index);
    }

    private void open() throws IOException {
        places.push(new Place(file.get(child())));
        close();
    }

    private void next() {
        place().index++;
        close();
    }

    /** Leaves the pages that are done. */
    private void close() {
        while (!places.isEmpty() && place().index >= place().page.count()) {
            places.pop();
            if (!places.isEmpty()) {
                place().index++;
            }
        }
    }
}
