package dev.firn.sendstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Prints the commands of a stream, one a line: the name, then {@code key=value} for each attribute.
 * Paths are as {@link StreamPath} prints them, with spaces as {@code \x20}; file data is {@code
 * data=offset+length} in the stream; times are seconds, a dot and nine digits of nanoseconds.
 */
public final class StreamDump {

    private static final int BUFFER_BYTES = 1 << 20;

    private final Appendable out;

    private StreamDump(Appendable out) {
        this.out = out;
    }

    /**
     * Prints all of {@code in}. Of a malformed stream, everything before the fault is printed.
     *
     * @throws MalformedStreamException if the bytes are not a whole stream
     */
    public static StreamSummary run(InputStream in, Appendable out) throws IOException {
        StreamDump dump = new StreamDump(out);
        SendStreamParser parser = new SendStreamParser((command, _) -> dump.print(command));
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                parser.feed(ByteBuffer.wrap(buffer, 0, count));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return parser.finish();
    }

    private void print(SendCommand command) {
        try {
            out.append(line(command)).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One command as its line, without the line end. */
    public static String line(SendCommand command) {
        return switch (command) {
            case SendCommand.Subvol(var path, var uuid, var ctransid) ->
                    "subvol path=%s uuid=%s ctransid=%s".formatted(t(path), uuid, u(ctransid));
            case SendCommand.Snapshot(var path, var uuid, var ctransid, var pu, var pc) ->
                    "snapshot path=%s uuid=%s ctransid=%s clone_uuid=%s clone_ctransid=%s"
                            .formatted(t(path), uuid, u(ctransid), pu, u(pc));
            case SendCommand.MakeFile(var path, var ino) ->
                    "mkfile path=%s ino=%s".formatted(t(path), u(ino));
            case SendCommand.MakeDirectory(var path, var ino) ->
                    "mkdir path=%s ino=%s".formatted(t(path), u(ino));
            case SendCommand.MakeNode(var path, var ino, var rdev, var mode) ->
                    node("mknod", path, ino, rdev, mode);
            case SendCommand.MakeFifo(var path, var ino, var rdev, var mode) ->
                    node("mkfifo", path, ino, rdev, mode);
            case SendCommand.MakeSocket(var path, var ino, var rdev, var mode) ->
                    node("mksock", path, ino, rdev, mode);
            case SendCommand.Symlink(var path, var ino, var target) ->
                    "symlink path=%s ino=%s link=%s".formatted(t(path), u(ino), t(target));
            case SendCommand.Rename(var path, var to) ->
                    "rename path=%s to=%s".formatted(t(path), t(to));
            case SendCommand.Link(var path, var existing) ->
                    "link path=%s link=%s".formatted(t(path), t(existing));
            case SendCommand.Unlink(var path) -> "unlink path=%s".formatted(t(path));
            case SendCommand.RemoveDirectory(var path) -> "rmdir path=%s".formatted(t(path));
            case SendCommand.SetXattr(var path, var name, var value) ->
                    "set_xattr path=%s name=%s value=%s".formatted(t(path), t(name), hex(value));
            case SendCommand.RemoveXattr(var path, var name) ->
                    "remove_xattr path=%s name=%s".formatted(t(path), t(name));
            case SendCommand.Write(var path, var offset, var data) ->
                    "write path=%s offset=%d data=%s".formatted(t(path), offset, d(data));
            case SendCommand.Clone clone -> cloneLine(clone);
            case SendCommand.Truncate(var path, var size) ->
                    "truncate path=%s size=%d".formatted(t(path), size);
            case SendCommand.ChangeMode(var path, var mode) ->
                    "chmod path=%s mode=%o".formatted(t(path), mode);
            case SendCommand.ChangeOwner(var path, var user, var group) ->
                    "chown path=%s uid=%s gid=%s".formatted(t(path), u(user), u(group));
            case SendCommand.SetTimes times -> timesLine(times);
            case SendCommand.UpdateExtent(var path, var offset, var size) ->
                    "update_extent path=%s offset=%d size=%d".formatted(t(path), offset, size);
            case SendCommand.Fallocate(var path, var mode, var offset, var size) ->
                    "fallocate path=%s mode=%d offset=%d size=%d"
                            .formatted(t(path), mode, offset, size);
            case SendCommand.SetFileAttributes(var path, var flags) ->
                    "fileattr path=%s flags=%x".formatted(t(path), flags);
            case SendCommand.EncodedWrite write -> encodedLine(write);
            case SendCommand.EnableVerity(var path, var algorithm, var block, var salt, var sig) ->
                    "enable_verity path=%s algorithm=%d block_size=%d salt=%s signature=%s"
                            .formatted(t(path), algorithm, block, hex(salt), hex(sig));
            case SendCommand.End() -> "end";
        };
    }

    private static String node(String name, StreamPath path, long inode, long device, long mode) {
        return "%s path=%s ino=%s rdev=%x mode=%o".formatted(name, t(path), u(inode), device, mode);
    }

    private static String cloneLine(SendCommand.Clone clone) {
        return "clone path=%s offset=%d len=%d clone_uuid=%s clone_ctransid=%s clone_path=%s clone_offset=%d"
                .formatted(
                        t(clone.path()),
                        clone.fileOffset(),
                        clone.length(),
                        clone.sourceUuid(),
                        u(clone.sourceCtransid()),
                        t(clone.sourcePath()),
                        clone.sourceOffset());
    }

    private static String timesLine(SendCommand.SetTimes times) {
        return "utimes path=%s atime=%s mtime=%s ctime=%s%s"
                .formatted(
                        t(times.path()),
                        time(times.accessed()),
                        time(times.modified()),
                        time(times.changed()),
                        times.created().map(created -> " otime=" + time(created)).orElse(""));
    }

    private static String encodedLine(SendCommand.EncodedWrite write) {
        return "encoded_write path=%s offset=%d unencoded_file_len=%d unencoded_len=%d unencoded_offset=%d compression=%d encryption=%d data=%s"
                .formatted(
                        t(write.path()),
                        write.fileOffset(),
                        write.fileLength(),
                        write.length(),
                        write.offset(),
                        write.compression(),
                        write.encryption(),
                        d(write.data()));
    }

    private static String t(StreamPath path) {
        return path.toString().replace(" ", "\\x20");
    }

    private static String u(long number) {
        return Long.toUnsignedString(number);
    }

    private static String d(StreamData data) {
        return data.offset() + "+" + data.length();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String time(StreamTime time) {
        return "%d.%09d".formatted(time.seconds(), Integer.toUnsignedLong(time.nanos()));
    }
}
