package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import dev.firn.report.Progress;
import dev.firn.tree.StreamId;
import dev.firn.tree.Tree;
import dev.firn.tree.Trees;
import dev.firn.vault.NewIndex;
import dev.firn.vault.NewState;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Stores states of trees, so that a long chain need not be replayed from its full. May be broken
 * off anywhere and repeated.
 */
public final class StateMaking {

    private final Vault vault;
    private final SnapshotTrees trees;
    private final NewIndex.Settings settings;
    private final Progress progress;

    public StateMaking(
            Vault vault, SnapshotTrees trees, NewIndex.Settings settings, Progress progress) {
        this.vault = vault;
        this.trees = trees;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Those of a volume's snapshots that are to get a state, so that no tree takes more than {@code
     * every} indexes on top of a full or a state.
     *
     * @param snapshots all of the volume, each after its parent
     */
    public List<Snapshot> due(VolumeId volume, List<Snapshot> snapshots, int every)
            throws IOException {
        Set<SnapshotId> stated = vault.withState(volume);
        Map<SnapshotId, Integer> indexes = new HashMap<>();
        List<Snapshot> due = new ArrayList<>();
        for (Snapshot snapshot : snapshots) {
            int above = snapshot.parent().map(id -> indexes.getOrDefault(id, 0) + 1).orElse(0);
            boolean hasState = stated.contains(snapshot.id());
            if (above >= every && !hasState) {
                due.add(snapshot);
                hasState = true;
            }
            indexes.put(snapshot.id(), hasState ? 0 : above);
        }
        return due;
    }

    /**
     * Stores a state of one snapshot's tree.
     *
     * @return length of the object in bytes
     */
    public long make(Snapshot snapshot) throws IOException {
        return trees.use(() -> {
            Tree tree = trees.open(snapshot);
            progress.begin("state of " + snapshot.source().label(), OptionalLong.empty());
            try (NewState state = vault.newState(vault.manifest(snapshot), settings)) {
                Trees.writeState(
                        tree,
                        new StreamId(snapshot.streamUuid(), snapshot.source().generation()),
                        state.plain());
                return state.store();
            } finally {
                progress.end();
            }
        });
    }
}
