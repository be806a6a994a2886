package dev.firn.sendstream;

/** What the numbers and names of any command must keep to, wherever the command was read. */
public final class CommandCheck {

    private CommandCheck() {}

    /** What is wrong with {@code command}, in a few words; empty if nothing is. */
    public static String faultOf(SendCommand command) {
        return switch (command) {
            case SendCommand.Subvol(var path, _, _) -> nameFault(path);
            case SendCommand.Snapshot(var path, _, _, _, _) -> nameFault(path);
            case SendCommand.MakeFile(var path, _) -> pathFault(path);
            case SendCommand.MakeDirectory(var path, _) -> pathFault(path);
            case SendCommand.MakeNode(var path, _, _, _) -> pathFault(path);
            case SendCommand.MakeFifo(var path, _, _, _) -> pathFault(path);
            case SendCommand.MakeSocket(var path, _, _, _) -> pathFault(path);
            case SendCommand.Symlink(var path, _, var target) -> pathFault(path) + nulFault(target);
            case SendCommand.Rename(var path, var to) -> pathFault(path) + pathFault(to);
            case SendCommand.Link(var path, var existing) -> pathFault(path) + pathFault(existing);
            case SendCommand.Unlink(var path) -> pathFault(path);
            case SendCommand.RemoveDirectory(var path) -> pathFault(path);
            case SendCommand.SetXattr(var path, var name, _) -> insideFault(path) + nulFault(name);
            case SendCommand.RemoveXattr(var path, var name) -> insideFault(path) + nulFault(name);
            case SendCommand.Write(var path, var offset, var data) ->
                    pathFault(path) + rangeFault(offset, data.length());
            case SendCommand.Clone clone -> cloneFault(clone);
            case SendCommand.Truncate(var path, var size) -> pathFault(path) + rangeFault(size, 0);
            case SendCommand.ChangeMode(var path, _) -> insideFault(path);
            case SendCommand.ChangeOwner(var path, _, _) -> insideFault(path);
            case SendCommand.SetTimes(var path, _, _, _, _) -> insideFault(path);
            case SendCommand.UpdateExtent(var path, var offset, var size) ->
                    pathFault(path) + rangeFault(offset, size);
            case SendCommand.Fallocate(var path, _, var offset, var size) ->
                    pathFault(path) + rangeFault(offset, size);
            case SendCommand.SetFileAttributes(var path, _) -> insideFault(path);
            case SendCommand.EncodedWrite write -> encodedFault(write);
            case SendCommand.EnableVerity(var path, _, _, _, _) -> pathFault(path);
            case SendCommand.End() -> "";
        };
    }

    private static String cloneFault(SendCommand.Clone clone) {
        return pathFault(clone.path())
                + pathFault(clone.sourcePath())
                + rangeFault(clone.fileOffset(), clone.length())
                + rangeFault(clone.sourceOffset(), clone.length());
    }

    private static String encodedFault(SendCommand.EncodedWrite write) {
        return pathFault(write.path())
                + rangeFault(write.fileOffset(), write.fileLength())
                + rangeFault(write.offset(), write.fileLength())
                + rangeFault(write.length(), 0);
    }

    /** The name of the subvolume itself: one component. */
    private static String nameFault(StreamPath path) {
        for (byte b : path.bytes()) {
            if (b == '/') {
                return "a name with a slash";
            }
        }
        return pathFault(path);
    }

    private static String pathFault(StreamPath path) {
        return path.length() == 0 ? "an empty path" : insideFault(path);
    }

    /**
     * The kernel sends paths from the subvolume's root, of plain names; an empty one is the root.
     * {@code btrfs receive} would follow any other out of the subvolume.
     */
    private static String insideFault(StreamPath path) {
        byte[] bytes = path.bytes();
        int start = 0;
        for (int i = 0; i <= bytes.length && bytes.length > 0; i++) {
            if (i == bytes.length || bytes[i] == '/') {
                if (isNoName(bytes, start, i - start)) {
                    return "a path with an empty name, '.' or '..'";
                }
                start = i + 1;
            } else if (bytes[i] == 0) {
                return "a name with a NUL";
            }
        }
        return "";
    }

    private static boolean isNoName(byte[] bytes, int start, int length) {
        return length == 0
                || (length == 1 && bytes[start] == '.')
                || (length == 2 && bytes[start] == '.' && bytes[start + 1] == '.');
    }

    private static String nulFault(StreamPath path) {
        for (byte b : path.bytes()) {
            if (b == 0) {
                return "a name with a NUL";
            }
        }
        return "";
    }

    private static String rangeFault(long offset, long length) {
        return offset < 0 || length < 0 || offset + length < 0 ? "a range beyond 2^63 bytes" : "";
    }
}
