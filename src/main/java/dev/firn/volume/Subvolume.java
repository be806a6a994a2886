package dev.firn.volume;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A btrfs subvolume as the file system describes it (struct btrfs_util_subvolume_info).
 *
 * @param path where it can be reached
 * @param origin btrfs's parent_uuid: what it is a snapshot of
 * @param received what {@code btrfs receive} recorded
 * @param generation the transaction in which its tree was last written
 * @param changed ctransid: the transaction in which one of its inodes was last changed
 * @param created otransid: the transaction in which it was created
 * @param takenAt otime
 */
public record Subvolume(
        Path path,
        long id,
        UUID uuid,
        Optional<UUID> origin,
        Optional<UUID> received,
        long generation,
        long changed,
        long created,
        Instant takenAt,
        boolean readOnly) {

    /**
     * Whether nothing was written to this subvolume since {@code snapshot} was taken of it. A
     * change of any inode sets ctransid to its transaction; a snapshot holds everything up to the
     * transaction that created it. True only of a subvolume that was looked at after a sync.
     */
    public boolean unchangedSince(Subvolume snapshot) {
        return changed <= snapshot.created();
    }

    /** The uuid a send stream of this snapshot carries: the received uuid if there is one. */
    public UUID streamUuid() {
        return received.orElse(uuid);
    }
}
