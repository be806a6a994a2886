package dev.firn.catalog;

import dev.firn.kv.RecordKey;
import dev.firn.model.SequenceId;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;

/** The keys of the records; docs/format.md, section "Records". */
final class Keys {

    static final String HEADS = "heads";
    static final String SEQUENCES = "sequences";
    static final String SNAPSHOTS = "snapshots";
    static final String CHUNKS = "chunks";

    /** The one partition of the heads: a vault has few volumes, and they are listed together. */
    static final String VOLUMES = "volumes";

    private Keys() {}

    /** Stands for the table and partition of all heads in a listing. */
    static RecordKey anyHead() {
        return new RecordKey(HEADS, VOLUMES, "-");
    }

    /** Stands for the table and partition of a volume's snapshots in a listing. */
    static RecordKey anySnapshot(VolumeId volume) {
        return new RecordKey(SNAPSHOTS, volume.toString(), "-");
    }

    static RecordKey head(VolumeId volume) {
        return new RecordKey(HEADS, VOLUMES, volume.toString());
    }

    static RecordKey sequencePage(VolumeId volume, SequenceId sequence, int page) {
        return new RecordKey(
                SEQUENCES, volume.toString(), "%s/%08x".formatted(sequence.toString(), page));
    }

    static RecordKey snapshot(VolumeId volume, SnapshotId snapshot) {
        return new RecordKey(SNAPSHOTS, volume.toString(), snapshot.toString());
    }

    static RecordKey chunkPage(SnapshotId snapshot, int page) {
        return new RecordKey(CHUNKS, snapshot.toString(), "%08x".formatted(page));
    }
}
