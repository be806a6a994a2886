package dev.firn.index;

import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.StreamPath;
import java.io.IOException;

/** Reads the records of commands that change names and attributes. */
final class RecordReader {

    private RecordReader() {}

    static SendCommand read(RecordInput in, int code, StreamPath path) throws IOException {
        return switch (code) {
            case IndexFormat.MKFILE -> new SendCommand.MakeFile(path, in.inode());
            case IndexFormat.MKDIR -> new SendCommand.MakeDirectory(path, in.inode());
            case IndexFormat.MKNOD ->
                    new SendCommand.MakeNode(path, in.inode(), in.number(), in.number());
            case IndexFormat.MKFIFO ->
                    new SendCommand.MakeFifo(path, in.inode(), in.number(), in.number());
            case IndexFormat.MKSOCK ->
                    new SendCommand.MakeSocket(path, in.inode(), in.number(), in.number());
            case IndexFormat.SYMLINK ->
                    new SendCommand.Symlink(path, in.inode(), in.name(IndexFormat.PATH_BYTES_MAX));
            case IndexFormat.RENAME -> new SendCommand.Rename(path, in.path());
            case IndexFormat.LINK -> new SendCommand.Link(in.path(), path);
            case IndexFormat.UNLINK -> new SendCommand.Unlink(path);
            case IndexFormat.RMDIR -> new SendCommand.RemoveDirectory(path);
            case IndexFormat.SET_XATTR ->
                    new SendCommand.SetXattr(
                            path,
                            in.name(IndexFormat.XATTR_NAME_BYTES_MAX),
                            in.bytes(IndexFormat.VALUE_BYTES_MAX));
            case IndexFormat.REMOVE_XATTR ->
                    new SendCommand.RemoveXattr(path, in.name(IndexFormat.XATTR_NAME_BYTES_MAX));
            case IndexFormat.CHMOD -> new SendCommand.ChangeMode(path, in.number());
            case IndexFormat.CHOWN -> new SendCommand.ChangeOwner(path, in.number(), in.number());
            case IndexFormat.UTIMES -> TimesField.read(in, path);
            case IndexFormat.FILEATTR -> new SendCommand.SetFileAttributes(path, in.number());
            case IndexFormat.ENABLE_VERITY ->
                    new SendCommand.EnableVerity(
                            path,
                            in.u8(),
                            in.u32(),
                            in.bytes(IndexFormat.VALUE_BYTES_MAX),
                            in.bytes(IndexFormat.VALUE_BYTES_MAX));
            default -> throw in.damaged("unknown record " + code);
        };
    }
}
