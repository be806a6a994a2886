package dev.firn.workflow;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** Clears received uuids that lie. */
public final class ReceivedUuid {

    private final VolumeSource source;

    public ReceivedUuid(VolumeSource source) {
        this.source = source;
    }

    /**
     * Clears the received uuid of a subvolume that was made writable, or of a read-only snapshot of
     * {@code volume} that has one though the volume can be written to.
     *
     * @param volume what a read-only snapshot was taken of; empty if nobody said
     * @return the uuid that it had; empty if it had none
     * @throws UserException if it may be telling the truth
     */
    public Optional<UUID> mend(Path path, Optional<Path> volume) throws IOException {
        Subvolume subvolume = source.inspect(path);
        if (subvolume.received().isEmpty()) {
            return Optional.empty();
        }
        try (var _ = source.lock(subvolume)) {
            if (!subvolume.isPoisoned() && !isSnapshotOfPoisoned(subvolume, volume)) {
                throw new UserException(
                        ErrorKind.USAGE,
                        "cannot clear the received uuid of '%s': it may be right, and increments are received on top of it"
                                .formatted(path),
                        "if it is a snapshot of a volume that can be written to, name that with --of");
            }
            source.clearReceived(subvolume);
        }
        return subvolume.received();
    }

    private boolean isSnapshotOfPoisoned(Subvolume subvolume, Optional<Path> volume)
            throws IOException {
        return volume.isPresent() && subvolume.isPoisonedSnapshotOf(source.inspect(volume.get()));
    }
}
