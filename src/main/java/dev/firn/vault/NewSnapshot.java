package dev.firn.vault;

import dev.firn.model.SequenceId;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import java.util.Optional;

/**
 * A snapshot that is being backed up: all that is known of it before its stream is.
 *
 * @param parent the stored snapshot the stream is sent against; empty for a full
 * @param predecessor the one before it in its sequence; empty for the sequence's first
 */
public record NewSnapshot(
        SnapshotId id,
        Volume volume,
        Position position,
        Snapshot.Source source,
        Optional<Snapshot> parent,
        Optional<Snapshot> predecessor) {

    /** The volume it belongs to. */
    public record Volume(VolumeId id, String name, String host) {}

    /**
     * Its place in the volume.
     *
     * @param number of the sequence, 1 for the volume's first
     * @param position counted from 0
     */
    public record Position(SequenceId sequence, int number, int position) {}
}
