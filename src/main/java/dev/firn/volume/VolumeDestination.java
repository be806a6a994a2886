package dev.firn.volume;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Where a restore writes to: a directory on btrfs. */
public interface VolumeDestination {

    /**
     * The space left on the file system that holds {@code directory}, in bytes.
     *
     * @throws dev.firn.report.UserException if it does not exist, is not on btrfs or is read-only
     */
    long freeBytes(Path directory) throws IOException;

    /** Keeps every other Firn away from the directory until the lock is closed. */
    VolumeSource.VolumeLock lock(Path directory) throws IOException;

    /**
     * The read-only subvolumes of the file system that {@code btrfs receive} into {@code directory}
     * would accept for {@code streamUuid}: received under it, or the original itself. The paths of
     * those below {@code directory} begin with {@code directory} as it is spelled.
     */
    List<Subvolume> find(Path directory, UUID streamUuid) throws IOException;

    /** The subvolume at {@code path}; see {@link VolumeSource#inspect}. */
    Subvolume inspect(Path path) throws IOException;

    /**
     * Starts {@code btrfs receive} into {@code directory}.
     *
     * <p>A stream that ends without its END command is refused, and what is there of the subvolume
     * stays: writable, without a received uuid, under the name in the stream.
     */
    Receiver receive(Path directory) throws IOException;

    /**
     * Records anew that a subvolume was received, with the uuid and the generation that it has
     * already. Everything of it must be on disk. What is written to it from then on shows: see
     * {@link Subvolume#isCopyOf}. It is read-only when the call returns.
     *
     * @throws IOException if it was not received, or could not be made read-only again
     */
    void seal(Path subvolume) throws IOException;

    /** Renames a subvolume within its directory. Fails if {@code to} exists. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a subvolume, read-only or not. */
    void delete(Path subvolume) throws IOException;

    /** Returns when everything written so far to the file system of {@code path} is on disk. */
    void sync(Path path) throws IOException;

    /**
     * A running {@code btrfs receive}. Closing it without {@link #finish} kills it, so that what it
     * was given is never taken for a whole stream.
     */
    interface Receiver extends WritableByteChannel {

        /**
         * Says that the stream is complete and waits for the receiver to end.
         *
         * @throws IOException with the receiver's own words if it did not succeed
         * @throws dev.firn.report.UserException of kind NO_SPACE, from here or from a write, if the
         *     file system is full
         */
        void finish() throws IOException;
    }
}
