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
 * @param sent stransid: of a received one, the generation that its stream carried; else 0
 * @param receivedIn rtransid: of a received one, the transaction in which that was recorded; else 0
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
        boolean readOnly,
        long sent,
        long receivedIn) {

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

    /**
     * Whether this was received from the stream that carries {@code stream} and {@code generation},
     * and nothing was written to it since that was sealed ({@link VolumeDestination#seal}). What
     * {@code btrfs receive} leaves alone is not known to be unchanged: btrfs writes part of it
     * after it has recorded that it was received.
     */
    public boolean isCopyOf(UUID stream, long generation) {
        return readOnly && received.equals(Optional.of(stream)) && sent == generation && isSealed();
    }

    /** Whether nothing was written to this subvolume since it was recorded as received. */
    public boolean isSealed() {
        return received.isPresent() && changed <= receivedIn;
    }

    /**
     * Whether its received uuid lies: it was received and then made writable. Its snapshots take
     * the uuid over, and would pass for what was received.
     */
    public boolean isPoisoned() {
        return received.isPresent() && !readOnly;
    }

    /** Whether this is a snapshot of a {@code volume} that was poisoned when it was taken. */
    public boolean isPoisonedSnapshotOf(Subvolume volume) {
        return received.isPresent()
                && origin.equals(Optional.of(volume.uuid()))
                && !volume.readOnly();
    }

    /** The uuid a send stream of this snapshot carries: the received uuid if there is one. */
    public UUID streamUuid() {
        return received.orElse(uuid);
    }
}
