package dev.firn.tree;

import dev.firn.model.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The trees that were in a directory of {@link Trees} when it was opened, to be looked at. It needs
 * no lock: what is there is never written to again, and a file that is deleted stays for those who
 * have it open. Used by one thread.
 */
public final class TreeView implements Closeable {

    private final PageFile file;
    private final Map<UUID, TreeList.Entry> entries = new HashMap<>();

    private TreeView(PageFile file, TreeList list) {
        this.file = file;
        list.entries().forEach(entry -> entries.put(entry.stream().uuid(), entry));
    }

    /** Opens what is there; empty if nothing is. */
    public static Optional<TreeView> open(Path directory, Trees.Settings settings)
            throws IOException {
        Optional<TreeList> list = TreeList.read(directory);
        while (list.isPresent()) {
            try {
                PageFile file =
                        PageFile.toRead(
                                directory.resolve(list.get().file()),
                                list.get().pages(),
                                settings.pagesCached());
                return Optional.of(new TreeView(file, list.get()));
            } catch (NoSuchFileException e) {
                // Forgotten in between, and begun anew perhaps; or somebody deleted the file.
                Optional<TreeList> now = TreeList.read(directory);
                list = now.equals(list) ? Optional.empty() : now;
            }
        }
        return Optional.empty();
    }

    /**
     * The tree of the snapshot whose stream carries this uuid; empty if it is not there.
     *
     * @param origin digest of the manifest whose index it is to have been made from
     */
    public Optional<Tree> tree(UUID stream, Sha256 origin) {
        return tree(file, entries, stream, origin);
    }

    static Optional<Tree> tree(
            PageFile file, Map<UUID, TreeList.Entry> entries, UUID stream, Sha256 origin) {
        TreeList.Entry entry = entries.get(stream);
        return entry == null || !entry.origin().equals(origin)
                ? Optional.empty()
                : Optional.of(new Tree(new Pages(file, entry.root())));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
