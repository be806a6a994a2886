package dev.firn.sendstream;

import java.util.Optional;

/** Makes a command of its attributes. */
final class CommandReader {

    private CommandReader() {}

    static SendCommand read(CommandType type, AttributeReader a) {
        return switch (type) {
            case SUBVOL ->
                    new SendCommand.Subvol(
                            path(a), a.uuid(Attribute.UUID), a.u64(Attribute.CTRANSID));
            case SNAPSHOT ->
                    new SendCommand.Snapshot(
                            path(a),
                            a.uuid(Attribute.UUID),
                            a.u64(Attribute.CTRANSID),
                            a.uuid(Attribute.CLONE_UUID),
                            a.u64(Attribute.CLONE_CTRANSID));
            case MKFILE -> new SendCommand.MakeFile(path(a), inode(a));
            case MKDIR -> new SendCommand.MakeDirectory(path(a), inode(a));
            case MKNOD -> new SendCommand.MakeNode(path(a), inode(a), device(a), mode(a));
            case MKFIFO -> new SendCommand.MakeFifo(path(a), inode(a), device(a), mode(a));
            case MKSOCK -> new SendCommand.MakeSocket(path(a), inode(a), device(a), mode(a));
            case SYMLINK -> new SendCommand.Symlink(path(a), inode(a), a.path(Attribute.PATH_LINK));
            case RENAME -> new SendCommand.Rename(path(a), a.path(Attribute.PATH_TO));
            case LINK -> new SendCommand.Link(path(a), a.path(Attribute.PATH_LINK));
            case UNLINK -> new SendCommand.Unlink(path(a));
            case RMDIR -> new SendCommand.RemoveDirectory(path(a));
            case SET_XATTR ->
                    new SendCommand.SetXattr(
                            path(a), a.path(Attribute.XATTR_NAME), a.bytes(Attribute.XATTR_DATA));
            case REMOVE_XATTR -> new SendCommand.RemoveXattr(path(a), a.path(Attribute.XATTR_NAME));
            case WRITE -> new SendCommand.Write(path(a), a.u64(Attribute.FILE_OFFSET), a.data());
            case CLONE -> cloneRange(a);
            case TRUNCATE -> new SendCommand.Truncate(path(a), a.u64(Attribute.SIZE));
            case CHMOD -> new SendCommand.ChangeMode(path(a), mode(a));
            case CHOWN ->
                    new SendCommand.ChangeOwner(
                            path(a), a.u64(Attribute.UID), a.u64(Attribute.GID));
            case UTIMES -> times(a);
            case END -> new SendCommand.End();
            case UPDATE_EXTENT ->
                    new SendCommand.UpdateExtent(
                            path(a), a.u64(Attribute.FILE_OFFSET), a.u64(Attribute.SIZE));
            case FALLOCATE ->
                    new SendCommand.Fallocate(
                            path(a),
                            a.u32(Attribute.FALLOCATE_MODE),
                            a.u64(Attribute.FILE_OFFSET),
                            a.u64(Attribute.SIZE));
            case FILEATTR -> new SendCommand.SetFileAttributes(path(a), a.u64(Attribute.FILEATTR));
            case ENCODED_WRITE -> encodedWrite(a);
            case ENABLE_VERITY ->
                    new SendCommand.EnableVerity(
                            path(a),
                            a.u8(Attribute.VERITY_ALGORITHM),
                            a.u32(Attribute.VERITY_BLOCK_SIZE),
                            a.bytes(Attribute.VERITY_SALT_DATA),
                            a.bytes(Attribute.VERITY_SIG_DATA));
        };
    }

    private static SendCommand cloneRange(AttributeReader a) {
        return new SendCommand.Clone(
                path(a),
                a.u64(Attribute.FILE_OFFSET),
                a.u64(Attribute.CLONE_LEN),
                a.uuid(Attribute.CLONE_UUID),
                a.u64(Attribute.CLONE_CTRANSID),
                a.path(Attribute.CLONE_PATH),
                a.u64(Attribute.CLONE_OFFSET));
    }

    private static SendCommand times(AttributeReader a) {
        return new SendCommand.SetTimes(
                path(a),
                a.time(Attribute.ATIME),
                a.time(Attribute.MTIME),
                a.time(Attribute.CTIME),
                a.has(Attribute.OTIME) ? Optional.of(a.time(Attribute.OTIME)) : Optional.empty());
    }

    private static SendCommand encodedWrite(AttributeReader a) {
        return new SendCommand.EncodedWrite(
                path(a),
                a.u64(Attribute.FILE_OFFSET),
                a.u64(Attribute.UNENCODED_FILE_LEN),
                a.u64(Attribute.UNENCODED_LEN),
                a.u64(Attribute.UNENCODED_OFFSET),
                a.has(Attribute.COMPRESSION) ? a.u32(Attribute.COMPRESSION) : 0,
                a.has(Attribute.ENCRYPTION) ? a.u32(Attribute.ENCRYPTION) : 0,
                a.data());
    }

    private static StreamPath path(AttributeReader a) {
        return a.path(Attribute.PATH);
    }

    private static long inode(AttributeReader a) {
        return a.u64(Attribute.INO);
    }

    private static long device(AttributeReader a) {
        return a.u64(Attribute.RDEV);
    }

    private static long mode(AttributeReader a) {
        return a.u64(Attribute.MODE);
    }
}
