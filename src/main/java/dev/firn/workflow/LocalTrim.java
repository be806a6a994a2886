package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import dev.firn.report.UserException;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes snapshots that Firn took, beyond the number to keep: never the newest that both sides
 * have, which the next incremental needs, and never one that is newer than that; nor one that
 * another vault's next backup needs.
 */
final class LocalTrim {

    private final Backup.Context context;
    private final BackupRequest request;
    private final VolumeId volume;

    LocalTrim(Backup.Context context, BackupRequest request, VolumeId volume) {
        this.context = context;
        this.request = request;
        this.volume = volume;
    }

    void run(LocalSnapshots locals, CommonSnapshots common) throws IOException {
        Optional<Snapshot> newest = common.newest(locals, changed -> {});
        Optional<Subvolume> onHost =
                newest.flatMap(snapshot -> CommonSnapshots.onHost(snapshot, locals));
        if (onHost.isEmpty()) {
            return;
        }
        Set<SnapshotId> needed;
        try {
            needed = context.writer().neededOnHost(volume);
        } catch (IOException e) {
            context.progress()
                    .warn(
                            "%s: no local snapshot is deleted, as other vaults may need it: %s"
                                    .formatted(request.name(), e.getMessage()));
            return;
        }
        locals.taken(request).stream()
                .skip(request.local().keep())
                .filter(snapshot -> snapshot.created() < onHost.get().created())
                .filter(snapshot -> !needed.contains(new SnapshotId(snapshot.uuid())))
                .forEach(this::delete);
    }

    private void delete(Subvolume snapshot) {
        try {
            // It is deleted by its path: what is there now?
            Subvolume now = context.source().inspect(snapshot.path());
            if (now.uuid().equals(snapshot.uuid())) {
                context.source().deleteSnapshot(snapshot);
            }
        } catch (IOException | UserException e) {
            // The backup itself is done; the next run tries again.
            context.progress()
                    .warn(
                            "%s: cannot delete local snapshot '%s': %s"
                                    .formatted(request.name(), snapshot.path(), e.getMessage()));
        }
    }
}
