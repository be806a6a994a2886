package dev.firn.index;

import dev.firn.sendstream.SendCommand;
import dev.firn.sendstream.StreamPath;
import java.io.IOException;

/** Writes the records of commands that change names and attributes. */
final class RecordWriter {

    private RecordWriter() {}

    /** The code and path that every record but the last begins with. */
    static void begin(RecordOutput out, int code, StreamPath path) throws IOException {
        out.u8(code);
        out.path(path);
    }

    static void write(RecordOutput out, SendCommand command) throws IOException {
        switch (command) {
            case SendCommand.MakeFile(var path, var inode) ->
                    writeNew(out, IndexFormat.MKFILE, path, inode);
            case SendCommand.MakeDirectory(var path, var inode) ->
                    writeNew(out, IndexFormat.MKDIR, path, inode);
            case SendCommand.MakeNode(var path, var inode, var device, var mode) -> {
                writeNew(out, IndexFormat.MKNOD, path, inode);
                writeNode(out, device, mode);
            }
            case SendCommand.MakeFifo(var path, var inode, var device, var mode) -> {
                writeNew(out, IndexFormat.MKFIFO, path, inode);
                writeNode(out, device, mode);
            }
            case SendCommand.MakeSocket(var path, var inode, var device, var mode) -> {
                writeNew(out, IndexFormat.MKSOCK, path, inode);
                writeNode(out, device, mode);
            }
            case SendCommand.Symlink(var path, var inode, var target) -> {
                writeNew(out, IndexFormat.SYMLINK, path, inode);
                out.name(target);
            }
            case SendCommand.Rename(var path, var to) -> {
                begin(out, IndexFormat.RENAME, path);
                out.path(to);
            }
            case SendCommand.Link(var path, var existing) -> {
                begin(out, IndexFormat.LINK, existing);
                out.path(path);
            }
            case SendCommand.Unlink(var path) -> begin(out, IndexFormat.UNLINK, path);
            case SendCommand.RemoveDirectory(var path) -> begin(out, IndexFormat.RMDIR, path);
            default -> writeAttribute(out, command);
        }
    }

    private static void writeNew(RecordOutput out, int code, StreamPath path, long inode)
            throws IOException {
        begin(out, code, path);
        out.inode(inode);
    }

    private static void writeNode(RecordOutput out, long device, long mode) throws IOException {
        out.number(device);
        out.number(mode);
    }

    private static void writeAttribute(RecordOutput out, SendCommand command) throws IOException {
        switch (command) {
            case SendCommand.SetXattr(var path, var name, var value) -> {
                begin(out, IndexFormat.SET_XATTR, path);
                out.name(name);
                out.bytes(value);
            }
            case SendCommand.RemoveXattr(var path, var name) -> {
                begin(out, IndexFormat.REMOVE_XATTR, path);
                out.name(name);
            }
            case SendCommand.ChangeMode(var path, var mode) -> {
                begin(out, IndexFormat.CHMOD, path);
                out.number(mode);
            }
            case SendCommand.ChangeOwner(var path, var user, var group) -> {
                begin(out, IndexFormat.CHOWN, path);
                out.number(user);
                out.number(group);
            }
            case SendCommand.SetTimes times -> {
                begin(out, IndexFormat.UTIMES, times.path());
                TimesField.write(out, times);
            }
            case SendCommand.SetFileAttributes(var path, var flags) -> {
                begin(out, IndexFormat.FILEATTR, path);
                out.number(flags);
            }
            case SendCommand.EnableVerity verity -> {
                begin(out, IndexFormat.ENABLE_VERITY, verity.path());
                out.u8(verity.algorithm());
                out.number(Integer.toUnsignedLong(verity.blockSize()));
                out.bytes(verity.salt());
                out.bytes(verity.signature());
            }
            default -> throw new IllegalStateException("no record for " + command);
        }
    }
}
