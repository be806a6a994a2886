package dev.firn.workflow;

import dev.firn.catalog.Catalog;
import dev.firn.model.SequenceHead;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * Whether a volume that was never backed up is one that was restored from the vault. Its first
 * backup would store everything once more, which nobody wants who has just been without.
 */
final class Restored {

    private final Catalog catalog;
    private final BackupRequest request;
    private final Subvolume volume;

    Restored(Catalog catalog, BackupRequest request, Subvolume volume) {
        this.catalog = catalog;
        this.request = request;
        this.volume = volume;
    }

    /**
     * Returns unless a backup could be an incremental if the volume was adopted.
     *
     * @throws UserException of kind FAILED otherwise
     */
    void requireAdopted(LocalSnapshots locals) throws IOException {
        Optional<Subvolume> origin =
                volume.origin().flatMap(uuid -> locals.find(new SnapshotId(uuid)));
        Optional<UUID> received = origin.flatMap(Subvolume::received);
        if (received.isEmpty()
                || request.storedAs().isPresent()
                || catalog.head(new VolumeId(volume.uuid())).isPresent()) {
            return;
        }
        for (SequenceHead head : catalog.heads()) {
            if (catalog.snapshot(head.volume(), new SnapshotId(received.get())).isPresent()) {
                throw new UserException(
                        ErrorKind.FAILED,
                        "cannot back up %s: it was restored from volume %s of this vault, and a backup would store all of it again"
                                .formatted(request.name(), head.volume()),
                        "go on where that one ended: firn adopt %s '%s' '%s'; or begin anew with --full"
                                .formatted(head.volume(), origin.get().path(), request.path()));
            }
        }
    }
}
