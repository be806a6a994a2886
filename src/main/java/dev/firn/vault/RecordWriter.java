package dev.firn.vault;

import dev.firn.catalog.Catalog;
import dev.firn.catalog.Commit;
import dev.firn.format.v1.Manifest;
import dev.firn.format.v1.ManifestLink;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /**
     * Writes the records of a snapshot whose manifest is in the vault, and before them those of its
     * predecessors, as far as they are missing: nothing is to point at what is not there. Empty if
     * there is no manifest.
     *
     * @throws DamagedVaultException if one of the manifests is not what this host signed, or if
     *     that of a predecessor is missing
     */
    Optional<Snapshot> writeFromVault(VolumeId volume, SnapshotId id) throws IOException {
        Optional<Manifest> manifest = manifests.read(volume, id).map(Manifests.Signed::manifest);
        if (manifest.isEmpty()) {
            return Optional.empty();
        }
        for (SnapshotId predecessor : missingBefore(manifest.get(), volume)) {
            write(signed(volume, predecessor));
        }
        return Optional.of(write(signed(volume, id)));
    }

    private Manifests.Signed signed(VolumeId volume, SnapshotId id) throws IOException {
        return manifests
                .read(volume, id)
                .orElseThrow(() -> Manifests.damaged(id, "it is missing", null));
    }

    /** Oldest first. Only their names: a manifest can be large, and there can be many. */
    private Deque<SnapshotId> missingBefore(Manifest newest, VolumeId volume) throws IOException {
        Deque<SnapshotId> missing = new ArrayDeque<>();
        SequenceId sequence = SequenceId.parse(newest.getSequence().getUuid());
        Set<SnapshotId> listed = new HashSet<>(catalog.sequence(volume, sequence));
        Manifest manifest = newest;
        while (manifest.hasPredecessor() && !hasRecord(volume, manifest, listed)) {
            manifest = predecessor(volume, manifest);
            missing.push(SnapshotId.parse(manifest.getSnapshot().getUuid()));
        }
        return missing;
    }

    private boolean hasRecord(VolumeId volume, Manifest successor, Set<SnapshotId> listed)
            throws IOException {
        SnapshotId id = SnapshotId.parse(successor.getPredecessor().getSnapshot());
        return listed.contains(id) && catalog.snapshot(volume, id).isPresent();
    }

    private Manifest predecessor(VolumeId volume, Manifest manifest) throws IOException {
        ManifestLink link = manifest.getPredecessor();
        SnapshotId id = SnapshotId.parse(link.getSnapshot());
        Manifests.Signed found = signed(volume, id);
        if (!found.digest().toString().equals(link.getManifestSha256())) {
            throw Manifests.damaged(id, "it is not the one its successor was signed for", null);
        }
        return found.manifest();
    }

    /** Writes the records of one snapshot. */
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
