package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.vault.StreamWriter;
import java.time.Duration;
import java.util.Optional;

/** What a backup of one volume did. */
public sealed interface BackupOutcome {

    /** A snapshot was stored. */
    record Stored(
            Snapshot snapshot, Optional<Snapshot> parent, StreamWriter.Totals totals, Duration took)
            implements BackupOutcome {}

    /**
     * Everything was stored before, by a backup that was interrupted; only its commit was missing.
     */
    record Finished(Snapshot snapshot) implements BackupOutcome {}

    /** The snapshot that was asked for, or that is recent enough, is in the vault already. */
    record AlreadyStored(Snapshot snapshot) implements BackupOutcome {}

    /** Nothing was written to the volume since this snapshot, which is in the vault. */
    record Unchanged(Snapshot last) implements BackupOutcome {}
}
