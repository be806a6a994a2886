package dev.firn.tree;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A sorted map from bytes to bytes, as a B+ tree of pages that are copied before they are changed:
 * every root that was ever committed goes on to be a whole map of its own. Used by one thread.
 */
final class Pages {

    private final PageFile file;
    private long root;

    // What put() of a child tells its parent: the page that it split off, if it did.
    private byte[] splitKey = new byte[0];
    private byte[] splitChild = new byte[0];

    /** The map whose root page is {@code root}. */
    Pages(PageFile file, long root) {
        this.file = file;
        this.root = root;
    }

    /** A new, empty map. */
    static Pages empty(PageFile file) throws IOException {
        return new Pages(file, file.create(true).number);
    }

    long root() {
        return root;
    }

    Optional<byte[]> get(byte[] key) throws IOException {
        Page page = file.get(root);
        while (!page.isLeaf) {
            page = file.get(page.child(Math.max(0, page.floor(key))));
        }
        int index = page.find(key);
        return index < 0 ? Optional.empty() : Optional.of(page.value(index));
    }

    /** An entry of the map. Its arrays are not to be changed. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Entry(byte[] key, byte[] value) {}

    /** The last entry that is not above {@code key}. */
    Optional<Entry> floor(byte[] key) throws IOException {
        return floor(file.get(root), key);
    }

    private Optional<Entry> floor(Page page, byte[] key) throws IOException {
        int index = page.floor(key);
        if (index < 0) {
            return Optional.empty();
        }
        if (page.isLeaf) {
            return Optional.of(new Entry(page.key(index), page.value(index)));
        }
        Optional<Entry> found = floor(file.get(page.child(index)), key);
        if (found.isPresent() || index == 0) {
            return found;
        }
        // What its key stood for was deleted since; the page before has nothing above it.
        return floor(file.get(page.child(index - 1)), key);
    }

    /** Takes entries in order. */
    @FunctionalInterface
    interface Visitor {
        /** Whether to go on. */
        boolean entry(byte[] key, byte[] value) throws IOException;
    }

    /** Passes the entries from {@code from} on, in order. They are not to be changed meanwhile. */
    void scan(byte[] from, Visitor visitor) throws IOException {
        scan(file.get(root), from, visitor);
    }

    private boolean scan(Page page, byte[] from, Visitor visitor) throws IOException {
        int first = page.find(from);
        if (page.isLeaf) {
            for (int i = first < 0 ? -1 - first : first; i < page.count(); i++) {
                if (!visitor.entry(page.key(i), page.value(i))) {
                    return false;
                }
            }
            return true;
        }
        for (int i = Math.max(0, page.floor(from)); i < page.count(); i++) {
            if (!scan(file.get(page.child(i)), from, visitor)) {
                return false;
            }
        }
        return true;
    }

    /** Passes all keys whose values are others in {@code after}, in order. */
    void compare(Pages after, PageCursor.Difference visitor) throws IOException {
        PageCursor.compare(file, root, after.file, after.root, visitor);
    }

    /** Sets the value of {@code key}; both belong to the map from then on. */
    void put(byte[] key, byte[] value) throws IOException {
        if (key.length + value.length > Page.ENTRY_BYTES_MAX) {
            throw new IllegalArgumentException("an entry of %d bytes".formatted(value.length));
        }
        Page old = put(file.get(root), key, value);
        root = old.number;
        if (splitKey.length > 0) {
            Page above = file.create(false);
            above.insert(0, new byte[0], Page.child(old));
            above.insert(1, splitKey, splitChild);
            splitKey = new byte[0];
            root = above.number;
        }
    }

    private Page put(Page old, byte[] key, byte[] value) throws IOException {
        Page page = file.writable(old);
        int at;
        if (page.isLeaf) {
            int index = page.find(key);
            at = index < 0 ? -1 - index : index;
            if (index < 0) {
                page.insert(at, key, value);
            } else {
                page.set(at, value);
            }
        } else {
            at = Math.max(0, page.floor(key));
            Page child = put(file.get(page.child(at)), key, value);
            if (child.number != page.child(at)) {
                page.set(at, Page.child(child));
            }
            if (splitKey.length > 0) {
                at++;
                page.insert(at, splitKey, splitChild);
                splitKey = new byte[0];
            }
        }
        if (page.isTooLong()) {
            Page right = file.create(page.isLeaf);
            page.split(right, at == page.count() - 1);
            splitKey = right.key(0);
            splitChild = Page.child(right);
        }
        return page;
    }

    /** Deletes {@code key}; it is no fault if it is not there. */
    void remove(byte[] key) throws IOException {
        Page page = remove(file.get(root), key);
        while (!page.isLeaf && page.count() == 1) {
            page = file.get(page.child(0));
        }
        root = page.count() == 0 && !page.isLeaf ? file.create(true).number : page.number;
    }

    private Page remove(Page old, byte[] key) throws IOException {
        if (old.isLeaf) {
            int index = old.find(key);
            if (index < 0) {
                return old;
            }
            Page page = file.writable(old);
            page.remove(index);
            return page;
        }
        int at = Math.max(0, old.floor(key));
        Page before = file.get(old.child(at));
        Page child = remove(before, key);
        if (child == before && child.count() > 0) {
            return old; // changed in place, or not at all
        }
        Page page = file.writable(old);
        if (child.count() == 0) {
            page.remove(at);
        } else {
            page.set(at, Page.child(child));
        }
        return page;
    }

    /** Whether {@code key} begins with {@code prefix}. */
    static boolean hasPrefix(byte[] key, byte[] prefix) {
        return key.length >= prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
