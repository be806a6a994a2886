package dev.firn.sendstream;

import java.util.Optional;
import java.util.UUID;

/**
 * One command of a send stream. Numbers are as in the stream; sizes and offsets in bytes. The paths
 * are relative to the root of the subvolume.
 */
public sealed interface SendCommand {

    /** A new subvolume: the stream is full. */
    record Subvol(StreamPath path, UUID uuid, long ctransid) implements SendCommand {}

    /** A new snapshot of the parent: the stream is incremental. */
    record Snapshot(StreamPath path, UUID uuid, long ctransid, UUID parentUuid, long parentCtransid)
            implements SendCommand {}

    record MakeFile(StreamPath path, long inode) implements SendCommand {}

    record MakeDirectory(StreamPath path, long inode) implements SendCommand {}

    /** A device node. {@code device} is a dev_t in the kernel's "new" encoding. */
    record MakeNode(StreamPath path, long inode, long device, long mode) implements SendCommand {}

    record MakeFifo(StreamPath path, long inode, long device, long mode) implements SendCommand {}

    record MakeSocket(StreamPath path, long inode, long device, long mode) implements SendCommand {}

    record Symlink(StreamPath path, long inode, StreamPath target) implements SendCommand {}

    record Rename(StreamPath path, StreamPath to) implements SendCommand {}

    /** A hard link at {@code path} to the file at {@code existing}. */
    record Link(StreamPath path, StreamPath existing) implements SendCommand {}

    record Unlink(StreamPath path) implements SendCommand {}

    record RemoveDirectory(StreamPath path) implements SendCommand {}

    /** The value is not to be changed by whoever gets it. */
    record SetXattr(StreamPath path, StreamPath name, byte[] value) implements SendCommand {}

    record RemoveXattr(StreamPath path, StreamPath name) implements SendCommand {}

    record Write(StreamPath path, long fileOffset, StreamData data) implements SendCommand {}

    /** The range of another file, of this or another subvolume, is shared. */
    record Clone(
            StreamPath path,
            long fileOffset,
            long length,
            UUID sourceUuid,
            long sourceCtransid,
            StreamPath sourcePath,
            long sourceOffset)
            implements SendCommand {}

    record Truncate(StreamPath path, long size) implements SendCommand {}

    record ChangeMode(StreamPath path, long mode) implements SendCommand {}

    record ChangeOwner(StreamPath path, long user, long group) implements SendCommand {}

    /** {@code created} is in streams of protocol 2 and later. */
    record SetTimes(
            StreamPath path,
            StreamTime accessed,
            StreamTime modified,
            StreamTime changed,
            Optional<StreamTime> created)
            implements SendCommand {}

    /** A range whose data was left out ({@code btrfs send --no-data}). */
    record UpdateExtent(StreamPath path, long fileOffset, long size) implements SendCommand {}

    /** {@code mode} holds FALLOC_FL_ bits (linux/falloc.h). */
    record Fallocate(StreamPath path, int mode, long fileOffset, long size)
            implements SendCommand {}

    /** {@code flags} are inode flags of btrfs. */
    record SetFileAttributes(StreamPath path, long flags) implements SendCommand {}

    /**
     * Data as btrfs has it on disk. The file's bytes are a part of what it decodes to.
     *
     * @param fileLength how many bytes of the file it makes
     * @param length of what it decodes to
     * @param offset of the file's bytes in what it decodes to
     * @param compression BTRFS_ENCODED_IO_COMPRESSION_ number (linux/btrfs.h)
     * @param encryption BTRFS_ENCODED_IO_ENCRYPTION_ number
     */
    record EncodedWrite(
            StreamPath path,
            long fileOffset,
            long fileLength,
            long length,
            long offset,
            int compression,
            int encryption,
            StreamData data)
            implements SendCommand {}

    /** The byte arrays are not to be changed by whoever gets them. */
    record EnableVerity(
            StreamPath path, int algorithm, int blockSize, byte[] salt, byte[] signature)
            implements SendCommand {}

    /** The stream is complete. */
    record End() implements SendCommand {}
}
