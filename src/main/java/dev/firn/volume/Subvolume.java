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
     * Whether nothing was written to this subvolume since {@code snapshot} was taken of it, as far
     * as it was on disk when this description was read: read it by {@link
     * VolumeSource#inspectSynced}.
     *
     * <p>A change of an inode sets ctransid to its transaction. A snapshot is made when its
     * transaction ends and holds all of it, and what is written later is in a later one. Reading a
     * file may write its access time (relatime) and is then a change. False also if the snapshot
     * was made writable and changed after it was taken.
     */
    public boolean unchangedSince(Subvolume snapshot) {
        return snapshot.origin().equals(Optional.of(uuid))
                && snapshot.changed() <= snapshot.created()
                && changed <= snapshot.created();
    }

    /** The uuid a send stream of this snapshot carries: the received uuid if there is one. */
    public UUID streamUuid() {
        return received.orElse(uuid);
    }
}
