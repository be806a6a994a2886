package dev.firn.sendstream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

/**
 * Writes a send stream of protocol 2 (struct btrfs_stream_header and btrfs_cmd_header,
 * fs/btrfs/send.h): what {@link SendStreamParser} reads. Used by one thread.
 */
public final class SendStreamWriter {

    /** The protocol, which btrfs-progs 5.19 and later receive. */
    public static final int VERSION = 2;

    /**
     * The kernel's own writes have as much; receivers take 144 KiB in all (BTRFS_SEND_BUF_SIZE).
     */
    public static final int DATA_BYTES_MAX = 128 << 10;

    /** Values of a command without its data: names, and an attribute of 64 KiB. */
    private static final int COMMAND_BYTES_MAX = DATA_BYTES_MAX + (80 << 10);

    private final OutputStream target;
    private final ByteBuffer command =
            ByteBuffer.allocate(COMMAND_BYTES_MAX).order(ByteOrder.LITTLE_ENDIAN);
    private final StreamChecksum checksum = new StreamChecksum();
    private long bytes;

    /** Writes the header. The caller closes {@code target}. */
    public SendStreamWriter(OutputStream target) throws IOException {
        this.target = target;
        ByteBuffer header =
                ByteBuffer.allocate(SendStreamParser.STREAM_HEADER_BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(SendStreamParser.MAGIC)
                        .putInt(VERSION);
        target.write(header.array());
        bytes = header.capacity();
    }

    /** How long the stream is so far. */
    public long bytes() {
        return bytes;
    }

    /**
     * Writes a command that has no data.
     *
     * @throws IllegalArgumentException if it has, or is none of protocol 2
     */
    public void write(SendCommand one) throws IOException {
        switch (one) {
            case SendCommand.Subvol(var path, var uuid, var ctransid) -> {
                begin(CommandType.SUBVOL, path);
                put(Attribute.UUID, uuid);
                put(Attribute.CTRANSID, ctransid);
            }
            case SendCommand.MakeFile(var path, var inode) -> make(CommandType.MKFILE, path, inode);
            case SendCommand.MakeDirectory(var path, var inode) ->
                    make(CommandType.MKDIR, path, inode);
            case SendCommand.MakeNode(var path, var inode, var device, var mode) ->
                    make(CommandType.MKNOD, path, inode, device, mode);
            case SendCommand.MakeFifo(var path, var inode, var device, var mode) ->
                    make(CommandType.MKFIFO, path, inode, device, mode);
            case SendCommand.MakeSocket(var path, var inode, var device, var mode) ->
                    make(CommandType.MKSOCK, path, inode, device, mode);
            case SendCommand.Symlink(var path, var inode, var link) -> {
                make(CommandType.SYMLINK, path, inode);
                put(Attribute.PATH_LINK, link.bytes());
            }
            case SendCommand.Link(var path, var existing) -> {
                begin(CommandType.LINK, path);
                put(Attribute.PATH_LINK, existing.bytes());
            }
            default -> writeAttributes(one);
        }
        end();
    }

    private void make(CommandType type, StreamPath path, long inode) {
        begin(type, path);
        put(Attribute.INO, inode);
    }

    private void make(CommandType type, StreamPath path, long inode, long device, long mode) {
        make(type, path, inode);
        put(Attribute.RDEV, device);
        put(Attribute.MODE, mode);
    }

    private void writeAttributes(SendCommand one) {
        switch (one) {
            case SendCommand.SetXattr(var path, var name, var value) -> {
                begin(CommandType.SET_XATTR, path);
                put(Attribute.XATTR_NAME, name.bytes());
                put(Attribute.XATTR_DATA, value);
            }
            case SendCommand.Truncate(var path, var size) -> {
                begin(CommandType.TRUNCATE, path);
                put(Attribute.SIZE, size);
            }
            case SendCommand.ChangeMode(var path, var mode) -> {
                begin(CommandType.CHMOD, path);
                put(Attribute.MODE, mode);
            }
            case SendCommand.ChangeOwner(var path, var user, var group) -> {
                begin(CommandType.CHOWN, path);
                put(Attribute.UID, user);
                put(Attribute.GID, group);
            }
            case SendCommand.SetTimes(
                            var path,
                            var accessed,
                            var modified,
                            var changed,
                            var created) -> {
                begin(CommandType.UTIMES, path);
                put(Attribute.ATIME, accessed);
                put(Attribute.MTIME, modified);
                put(Attribute.CTIME, changed);
                created.ifPresent(time -> put(Attribute.OTIME, time));
            }
            case SendCommand.SetFileAttributes(var path, var flags) -> {
                begin(CommandType.FILEATTR, path);
                put(Attribute.FILEATTR, flags);
            }
            case SendCommand.Clone clone -> {
                begin(CommandType.CLONE, clone.path());
                put(Attribute.FILE_OFFSET, clone.fileOffset());
                put(Attribute.CLONE_LEN, clone.length());
                put(Attribute.CLONE_UUID, clone.sourceUuid());
                put(Attribute.CLONE_CTRANSID, clone.sourceCtransid());
                put(Attribute.CLONE_PATH, clone.sourcePath().bytes());
                put(Attribute.CLONE_OFFSET, clone.sourceOffset());
            }
            case SendCommand.Fallocate(var path, var mode, var offset, var size) -> {
                begin(CommandType.FALLOCATE, path);
                put32(Attribute.FALLOCATE_MODE, mode);
                put(Attribute.FILE_OFFSET, offset);
                put(Attribute.SIZE, size);
            }
            case SendCommand.End() -> begin(CommandType.END);
            default -> throw new IllegalArgumentException("not to be written: " + one);
        }
    }

    /** Writes file data, in as many commands as it takes. */
    public void write(StreamPath path, long fileOffset, ByteBuffer data) throws IOException {
        long at = fileOffset;
        while (data.hasRemaining()) {
            int count = Math.min(data.remaining(), DATA_BYTES_MAX);
            begin(CommandType.WRITE, path);
            put(Attribute.FILE_OFFSET, at);
            putData(data.slice(data.position(), count));
            end();
            data.position(data.position() + count);
            at += count;
        }
    }

    /**
     * Writes data as btrfs has it on disk.
     *
     * @param encoded its numbers; where its data is, is of no account
     * @param data at most {@link #DATA_BYTES_MAX}
     */
    public void write(SendCommand.EncodedWrite encoded, ByteBuffer data) throws IOException {
        begin(CommandType.ENCODED_WRITE, encoded.path());
        put(Attribute.FILE_OFFSET, encoded.fileOffset());
        put(Attribute.UNENCODED_FILE_LEN, encoded.fileLength());
        put(Attribute.UNENCODED_LEN, encoded.length());
        put(Attribute.UNENCODED_OFFSET, encoded.offset());
        put32(Attribute.COMPRESSION, encoded.compression());
        put32(Attribute.ENCRYPTION, encoded.encryption());
        putData(data.duplicate());
        end();
    }

    private void begin(CommandType type) {
        command.clear().position(SendStreamParser.COMMAND_HEADER_BYTES);
        command.putShort(Integer.BYTES, (short) type.number());
    }

    private void begin(CommandType type, StreamPath path) {
        begin(type);
        put(Attribute.PATH, path.bytes());
    }

    private void put(Attribute attribute, byte[] value) {
        header(attribute, value.length).put(value);
    }

    private void put(Attribute attribute, long value) {
        header(attribute, Long.BYTES).putLong(value);
    }

    private void put32(Attribute attribute, int value) {
        header(attribute, Integer.BYTES).putInt(value);
    }

    private void put(Attribute attribute, UUID uuid) {
        put(
                attribute,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits())
                        .array());
    }

    private void put(Attribute attribute, StreamTime time) {
        header(attribute, Long.BYTES + Integer.BYTES).putLong(time.seconds()).putInt(time.nanos());
    }

    private ByteBuffer header(Attribute attribute, int length) {
        return command.putShort((short) attribute.number()).putShort((short) length);
    }

    /** The last attribute, without a length (fs/btrfs/send.c, put_data_header). */
    private void putData(ByteBuffer data) {
        command.putShort((short) Attribute.DATA.number()).put(data);
    }

    private void end() throws IOException {
        int length = command.position();
        command.putInt(0, length - SendStreamParser.COMMAND_HEADER_BYTES);
        command.putInt(SendStreamParser.CRC_POSITION, 0);
        checksum.begin();
        checksum.update(command.array(), length);
        command.putInt(SendStreamParser.CRC_POSITION, checksum.value());
        target.write(command.array(), 0, length);
        bytes += length;
    }
}
