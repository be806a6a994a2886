package dev.firn.workflow;

import dev.firn.report.Progress;
import dev.firn.vault.Vault;
import dev.firn.vault.VaultWriter;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** Backs volumes up into a vault. */
public final class Backup {

    private final Context context;

    /** What every backup needs. */
    record Context(
            VolumeSource source,
            Vault vault,
            VaultWriter writer,
            Progress progress,
            Clock clock,
            String firnVersion) {}

    public Backup(
            VolumeSource source,
            Vault vault,
            VaultWriter.Settings settings,
            Progress progress,
            String firnVersion) {
        this.context =
                new Context(
                        source,
                        vault,
                        vault.writer(settings),
                        progress,
                        settings.clock(),
                        firnVersion);
    }

    /**
     * Backs one volume up. An interrupted backup of it is finished first.
     *
     * @return what was done, in order
     * @throws dev.firn.report.UserException of kind BUSY if another Firn is at it
     */
    public List<BackupOutcome> run(BackupRequest request) throws IOException {
        Subvolume volume = context.source().inspect(request.path());
        try (var _ = context.source().lock(volume)) {
            Subvolume synced = context.source().inspectSynced(request.path());
            return new VolumeBackup(context, request, synced).run();
        }
    }
}
