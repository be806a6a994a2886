package dev.firn.workflow;

import dev.firn.model.VolumeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be backed up, and how.
 *
 * @param name of the volume
 * @param host name of this host
 * @param path root of the subvolume
 * @param storedAs the volume that its snapshots are stored under, if that is another subvolume: the
 *     one that was lost and that this one continues
 * @param snapshots directory for the snapshots that Firn takes
 * @param local the rule for snapshots on the host
 * @param kind whether an incremental will do
 * @param snapshot the one to back up, instead of one that Firn takes or picks
 */
public record BackupRequest(
        String name,
        String host,
        Path path,
        Optional<VolumeId> storedAs,
        Path snapshots,
        Local local,
        Kind kind,
        Optional<Path> snapshot) {

    /** Incremental if a parent is there, or full in any case. */
    public enum Kind {
        INCREMENTAL_IF_POSSIBLE,
        FULL
    }

    /**
     * Snapshots on the host.
     *
     * @param keep how many of its own snapshots Firn leaves there, at least 1
     * @param reuseWithin a snapshot no older than this is backed up instead of a new one
     */
    public record Local(int keep, Duration reuseWithin) {
        public Local {
            if (keep < 1) {
                throw new IllegalArgumentException("at least one local snapshot is kept");
            }
        }
    }
}
