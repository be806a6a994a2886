package dev.firn.workflow;

import dev.firn.keys.Identities;
import dev.firn.model.Sha256;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import dev.firn.report.ErrorKind;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.tree.DamagedStateException;
import dev.firn.tree.DamagedTreeException;
import dev.firn.tree.ReplayException;
import dev.firn.tree.StreamId;
import dev.firn.tree.Tree;
import dev.firn.tree.TreeView;
import dev.firn.tree.Trees;
import dev.firn.tree.TreesFullException;
import dev.firn.vault.DamagedVaultException;
import dev.firn.vault.IndexReading;
import dev.firn.vault.Manifests;
import dev.firn.vault.Vault;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The trees of stored snapshots: from the cache on the host, or put together from the indexes of
 * the chain, and then from the cache. Used by one thread; several processes may share a cache.
 */
public final class SnapshotTrees implements Closeable {

    /**
     * A state has the whole tree, and an index what changed: where a tree is at hand, so many
     * indexes are less, as a rule.
     */
    private static final int WORTH_A_STATE = 50;

    private final Vault vault;
    private final Settings settings;
    private final Progress progress;

    /** Of each volume the newest, which has all trees that were asked for. */
    private final Map<VolumeId, TreeView> views = new HashMap<>();

    /** Trees of older ones may still be in use. */
    private final Deque<TreeView> opened = new ArrayDeque<>();

    /**
     * How to get at trees.
     *
     * @param cache directory of the trees of this vault
     * @param temporary a directory of Firn's own for indexes on their way; may be missing yet
     * @param identities is asked only if an index has to be read
     */
    public record Settings(
            Path cache, Trees.Settings trees, Path temporary, IdentitySource identities) {}

    /** Where identities come from: opening them may ask for a passphrase. */
    @FunctionalInterface
    public interface IdentitySource {
        /** The identities; the caller is not to close them. */
        Identities identities() throws IOException;
    }

    public SnapshotTrees(Vault vault, Settings settings, Progress progress) {
        this.vault = vault;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * The tree of a snapshot, which can be used until this is closed. What reads it may find the
     * cache damaged: see {@link #use}.
     *
     * @throws DamagedVaultException if an index of the chain is missing or wrong
     * @throws UserException of kind NOT_FOUND if one was never made
     */
    public Tree open(Snapshot snapshot) throws IOException {
        Optional<Tree> known = known(snapshot);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            add(snapshot);
        } catch (DamagedTreeException | TreesFullException e) {
            // What is there is in the way. Trees of other snapshots are made again when needed.
            Trees.forget(directory(snapshot), this::busy);
            addToEmpty(snapshot);
        }
        views.remove(snapshot.place().volume());
        return known(snapshot)
                .orElseThrow(() ->
                        new UserException(
                                ErrorKind.BUSY,
                                "cannot use the tree of snapshot %s: '%s' was emptied meanwhile"
                                        .formatted(snapshot.id(), directory(snapshot)),
                                "run the same command again"));
    }

    private Optional<Tree> known(Snapshot snapshot) throws IOException {
        VolumeId volume = snapshot.place().volume();
        if (!views.containsKey(volume)) {
            TreeView.open(directory(snapshot), settings.trees())
                    .ifPresent(view -> {
                        opened.addLast(view);
                        views.put(volume, view);
                    });
        }
        TreeView view = views.get(volume);
        return view == null ? Optional.empty() : view.tree(snapshot.streamUuid(), origin(snapshot));
    }

    private static Sha256 origin(Snapshot snapshot) {
        return snapshot.provenance().manifest();
    }

    private Path directory(Snapshot snapshot) {
        return settings.cache().resolve(snapshot.place().volume().toString());
    }

    private void busy() {
        progress.note("waiting for another Firn that adds to '%s'".formatted(settings.cache()));
    }

    private void addToEmpty(Snapshot snapshot) throws IOException {
        try {
            add(snapshot);
        } catch (TreesFullException e) {
            throw new UserException(
                    ErrorKind.NO_SPACE,
                    "cannot make the tree of snapshot %s: %s"
                            .formatted(snapshot.id(), e.getMessage()),
                    "allow more with host.cache-size",
                    e);
        }
    }

    /** Adds what is missing of the chain. Another process may have done so meanwhile. */
    private void add(Snapshot target) throws IOException {
        try (Trees trees = Trees.open(directory(target), settings.trees(), this::busy)) {
            List<Snapshot> missing =
                    Chain.to(
                            target,
                            vault.catalog(),
                            s -> trees.tree(s.streamUuid(), origin(s)).isPresent());
            if (missing.isEmpty()) {
                return;
            }
            int from = addState(missing, trees);
            try {
                addIndexes(missing.subList(from, missing.size()), trees);
            } catch (DamagedVaultException e) {
                boolean needsMore = from > 0 && e.getCause() instanceof ReplayException;
                if (!needsMore) {
                    throw e;
                }
                addIndexes(missing, trees); // it clones from what was before the state
            }
        }
    }

    /**
     * Begins with the newest state of the chain, if that saves much.
     *
     * @return how many snapshots of the chain it stands for
     */
    private int addState(List<Snapshot> missing, Trees trees) throws IOException {
        int least = missing.getFirst().isFull() ? 2 : WORTH_A_STATE;
        if (missing.size() < least) {
            return 0;
        }
        Set<SnapshotId> stated = vault.withState(missing.getFirst().place().volume());
        for (int i = missing.size(); i >= least; i--) {
            Snapshot snapshot = missing.get(i - 1);
            if (stated.contains(snapshot.id()) && addState(snapshot, trees)) {
                return i;
            }
        }
        return 0;
    }

    private boolean addState(Snapshot snapshot, Trees trees) throws IOException {
        StreamId stream = new StreamId(snapshot.streamUuid(), snapshot.source().generation());
        progress.begin("state of " + snapshot.source().label(), OptionalLong.empty());
        try {
            return vault.states(settings.identities().identities(), settings.temporary())
                    .read(
                            vault.manifest(snapshot),
                            plain -> trees.addState(plain, stream, origin(snapshot)));
        } catch (DamagedVaultException | DamagedStateException e) {
            progress.warn(
                    "the state of snapshot %s is not used: %s"
                            .formatted(snapshot.id(), e.getMessage()));
            return false;
        } finally {
            progress.end();
        }
    }

    private void addIndexes(List<Snapshot> missing, Trees trees) throws IOException {
        if (missing.isEmpty()) {
            return;
        }
        List<Manifests.Signed> manifests = SignedChain.of(vault, missing);
        IndexReading indexes =
                vault.indexes(settings.identities().identities(), settings.temporary());
        long bytes = manifests.stream().mapToLong(Manifests.Signed::indexBytes).sum();
        progress.begin("indexes of " + missing.getLast().source().label(), OptionalLong.of(bytes));
        try {
            for (int i = 0; i < missing.size(); i++) {
                add(missing.get(i), manifests.get(i), indexes, trees);
                progress.advance(manifests.get(i).indexBytes());
            }
        } finally {
            progress.end();
        }
    }

    private static void add(
            Snapshot snapshot, Manifests.Signed manifest, IndexReading indexes, Trees trees)
            throws IOException {
        try {
            boolean has = indexes.read(manifest, index -> trees.add(index, origin(snapshot)));
            if (!has) {
                throw new UserException(
                        ErrorKind.NOT_FOUND,
                        "cannot look into snapshot %s: it was stored without an index"
                                .formatted(snapshot.id()),
                        "make one with 'firn index rebuild', or restore it as a whole with"
                                + " 'firn restore'");
            }
        } catch (ReplayException e) {
            throw new DamagedVaultException(
                    "cannot use the index of snapshot %s: %s"
                            .formatted(snapshot.id(), e.getMessage()),
                    "restore the snapshot as a whole with 'firn restore', and report this",
                    e);
        }
    }

    /** Whether one was sent against the other, or against what was sent against it, and so on. */
    boolean areOfOneChain(Snapshot one, Snapshot other) throws IOException {
        return Lineage.isInChainOf(one, other, vault.catalog())
                || Lineage.isInChainOf(other, one, vault.catalog());
    }

    /** A directory for temporary files, which is there once a tree was opened. */
    Path temporary() {
        return settings.cache();
    }

    /** Looks at trees. */
    @FunctionalInterface
    public interface Look<T> {
        T look() throws IOException;
    }

    /**
     * Looks at trees of this. If the cache turns out to be damaged, it is forgotten, and the next
     * look makes it again.
     *
     * @throws UserException of kind FAILED if it was damaged
     */
    public <T> T use(Look<T> look) throws IOException {
        try {
            return look.look();
        } catch (DamagedTreeException e) {
            for (VolumeId volume : views.keySet()) {
                Trees.forget(settings.cache().resolve(volume.toString()), this::busy);
            }
            throw new UserException(
                    ErrorKind.FAILED,
                    "cannot read trees in '%s': %s".formatted(settings.cache(), e.getMessage()),
                    "run the same command again: they are made anew from the vault",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        while (!opened.isEmpty()) {
            opened.removeLast().close();
        }
    }
}
