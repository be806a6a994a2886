package dev.firn.workflow;

import dev.firn.catalog.Catalog;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is stored of one volume.
 *
 * @param sequences oldest first
 */
public record Inventory(SequenceHead head, List<Sequence> sequences) {

    /**
     * One sequence.
     *
     * @param snapshots oldest first
     */
    public record Sequence(SequenceId id, List<Snapshot> snapshots) {}

    /**
     * Reads the inventory of a volume.
     *
     * @throws UserException of kind VAULT_DAMAGED if a sequence names a snapshot that has no record
     */
    public static Inventory of(Catalog catalog, SequenceHead head) throws IOException {
        Map<SnapshotId, Snapshot> byId = new HashMap<>();
        catalog.snapshots(head.volume(), snapshot -> byId.put(snapshot.id(), snapshot));
        List<Sequence> sequences = new ArrayList<>();
        for (SequenceId id : head.sequences()) {
            List<Snapshot> snapshots = new ArrayList<>();
            for (SnapshotId snapshot : catalog.sequence(head.volume(), id)) {
                Snapshot found = byId.get(snapshot);
                if (found == null) {
                    throw new UserException(
                            ErrorKind.VAULT_DAMAGED,
                            "cannot list volume %s: the record of snapshot %s is missing"
                                    .formatted(head.name(), snapshot),
                            "make it again with 'firn rebuild'");
                }
                snapshots.add(found);
            }
            sequences.add(new Sequence(id, snapshots));
        }
        return new Inventory(head, sequences);
    }
}
