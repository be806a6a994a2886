package dev.firn.vault;

import dev.firn.catalog.Catalog;
import dev.firn.catalog.Commit;
import dev.firn.format.v1.Manifest;
import dev.firn.model.SequenceHead;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import java.io.IOException;
import java.util.List;

/**
 * Makes records from manifests. A manifest always makes the same records, so that a commit can be
 * repeated and a lost metadata store rebuilt.
 */
final class RecordWriter {

    private final Catalog catalog;
    private final Manifests manifests;

    RecordWriter(Catalog catalog, Manifests manifests) {
        this.catalog = catalog;
        this.manifests = manifests;
    }

    Snapshot write(Manifests.Signed signed) throws IOException {
        Manifest manifest = signed.manifest();
        Commit commit = catalog.newCommit(SnapshotId.parse(manifest.getSnapshot().getUuid()));
        manifests.chunks(signed, commit::chunk);
        int pages = commit.endChunks();
        Snapshot snapshot = ManifestFormat.snapshot(manifest, signed.digest(), pages);
        commit.finish(snapshot, firstHead(manifest, snapshot), manifest.getSequence().getNumber());
        return snapshot;
    }

    private static SequenceHead firstHead(Manifest manifest, Snapshot snapshot) {
        return new SequenceHead(
                snapshot.place().volume(),
                manifest.getVolume().getName(),
                manifest.getVolume().getHost(),
                snapshot.place().sequence(),
                List.of(),
                manifest.getSequence().getNumber());
    }
}
