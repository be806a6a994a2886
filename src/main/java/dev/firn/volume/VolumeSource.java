package dev.firn.volume;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a backup comes from: the subvolumes of the host's file systems. */
public interface VolumeSource {

    /**
     * The subvolume whose root is {@code path}.
     *
     * @throws dev.firn.report.UserException if the path does not exist, is not on btrfs or is not
     *     the root of a subvolume
     */
    Subvolume inspect(Path path) throws IOException;

    /**
     * The subvolume after everything written to it so far has reached the disk. Only then do its
     * transaction numbers tell of it: btrfs writes changed inodes late.
     */
    Subvolume inspectSynced(Path path) throws IOException;

    /**
     * Keeps every other Firn away from the volume until the lock is closed or the process ends.
     *
     * @throws dev.firn.report.UserException of kind BUSY if another process holds it
     */
    VolumeLock lock(Subvolume volume) throws IOException;

    /**
     * Makes a subvolume for snapshots at {@code path} unless there is a directory already. As a
     * subvolume of its own it is not part of the snapshots that are kept in it.
     */
    void makeSnapshotDirectory(Path path) throws IOException;

    /**
     * Takes a read-only snapshot. It is on disk when the call returns.
     *
     * @throws dev.firn.report.UserException if something is at {@code target} already, or if {@code
     *     volume} was received and then made writable: its snapshots would all claim to be the one
     *     that was received
     */
    Subvolume takeSnapshot(Subvolume volume, Path target) throws IOException;

    /**
     * Takes a snapshot that can be written to: without a received uuid, whatever {@code snapshot}
     * has. It is on disk when the call returns.
     */
    Subvolume takeWritable(Subvolume snapshot, Path target) throws IOException;

    /** See {@link VolumeDestination#seal}, which it has to be synced before. */
    void seal(Subvolume snapshot) throws IOException;

    /**
     * Clears the received uuid of a subvolume. One that is read-only is writable for a moment, and
     * read-only when the call returns.
     */
    void clearReceived(Subvolume subvolume) throws IOException;

    /**
     * Every read-only subvolume that can be reached below the mount point that holds {@code place},
     * whatever it is a snapshot of. The paths of those below {@code place} begin with {@code place}
     * as it is spelled. Subvolumes that btrfs gave no uuid, or whose path Java cannot spell, are
     * left out.
     */
    List<Subvolume> snapshots(Path place) throws IOException;

    /**
     * Paths of subvolumes inside {@code volume}, relative to it and escaped for printing, which its
     * snapshots leave out. Not named are those at or below {@code except} and read-only snapshots
     * of the volume itself, wherever they are.
     */
    List<String> nested(Subvolume volume, Path except) throws IOException;

    /** Deletes a snapshot. */
    void deleteSnapshot(Subvolume snapshot) throws IOException;

    /**
     * Opens the send stream of a snapshot. The caller closes it, which ends the sender.
     *
     * <p>The channel ends only if the sender finished well: when it stops early or exits with an
     * error, the read that would have returned -1 throws instead. A short stream is never taken for
     * a whole one.
     *
     * <p>Closing the channel, from any thread, ends a read that waits. Interrupting a virtual
     * thread in such a read does not: close the channel instead.
     *
     * @param parent what the stream is to be sent against; empty for a full
     */
    SendStream send(Subvolume snapshot, Optional<Subvolume> parent) throws IOException;

    /**
     * Opens a send stream of the same snapshot that says where data would be, and how much, instead
     * of holding them (commands {@code update_extent}): quick to read, of no use to a receiver.
     * Closed like the other.
     */
    ReadableByteChannel outline(Subvolume snapshot, Optional<Subvolume> parent) throws IOException;

    /** Versions of what makes the stream, for the record. */
    HostVersions versions() throws IOException;

    /** A send stream that is being read. */
    interface SendStream extends ReadableByteChannel {

        /**
         * Says how far the reader is, so that the source can prepare what comes next.
         *
         * @param dataBytes how many bytes of file data have been in the stream so far
         */
        void passed(long dataBytes);
    }

    /** Held while a volume is worked on. */
    interface VolumeLock extends AutoCloseable {
        @Override
        void close();
    }
}
