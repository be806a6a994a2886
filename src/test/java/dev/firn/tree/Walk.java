package dev.firn.tree;

import dev.firn.sendstream.StreamPath;
import dev.firn.sendstream.StreamTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A tree as the lines that {@code history.py walk} prints of a real one. */
final class Walk {

    private final Tree tree;
    private final Map<Long, String> digests;
    private final Map<String, String> lines = new TreeMap<>();

    private Walk(Tree tree, Map<Long, String> digests) {
        this.tree = tree;
        this.digests = digests;
    }

    /**
     * A line for every name, sorted by the name's bytes.
     *
     * @param digests of the content of files, by node
     */
    static List<String> lines(Tree tree, Map<Long, String> digests) throws IOException {
        Walk walk = new Walk(tree, digests);
        walk.add("", Tree.ROOT);
        return new ArrayList<>(walk.lines.values());
    }

    /** Looks at all of a tree but the content of files. */
    static void shape(Tree tree) throws IOException {
        tree.names((_, _, node, inode) -> {
            tree.links(node);
            tree.xattrs(node);
            tree.extents(node, 0, (_, extent) -> extent.length() > 0);
            if (inode.type() == Inode.Type.SYMLINK) {
                tree.target(node);
            }
        });
    }

    private void add(String path, long node) throws IOException {
        lines.put(path, line(path, node));
        tree.children(
                node,
                (name, child) -> {
                    add((path.isEmpty() ? "" : path + "2f") + hex(name.bytes()), child);
                    return true;
                });
    }

    private String line(String path, long node) throws IOException {
        Inode inode = tree.inode(node);
        boolean isDevice =
                inode.type() == Inode.Type.CHARACTER_DEVICE
                        || inode.type() == Inode.Type.BLOCK_DEVICE;
        return String.join(
                " ",
                path.isEmpty() ? "." : path,
                type(inode.type()),
                Long.toString(inode.number()),
                Long.toString(inode.links()),
                Long.toOctalString(inode.mode()),
                Long.toString(inode.user()),
                Long.toString(inode.group()),
                Long.toString(inode.size()),
                isDevice ? device(inode.device()) : "-",
                time(inode.accessed()),
                time(inode.modified()),
                time(inode.changed()),
                inode.created().map(Walk::time).orElse("-"),
                xattrs(node),
                content(node, inode));
    }

    private static String type(Inode.Type type) {
        return switch (type) {
            case FIFO -> "1";
            case CHARACTER_DEVICE -> "2";
            case DIRECTORY -> "4";
            case BLOCK_DEVICE -> "6";
            case FILE -> "10";
            case SYMLINK -> "12";
            case SOCKET -> "14";
        };
    }

    /** From the kernel's "new" encoding (new_decode_dev, linux/kdev_t.h). */
    private static String device(long device) {
        long major = device >> 8 & 0xfff;
        long minor = (device & 0xff) | (device >> 12 & 0xfff00);
        return major + ":" + minor;
    }

    private static String time(StreamTime time) {
        return "%d.%09d".formatted(time.seconds(), time.nanos());
    }

    private String xattrs(long node) throws IOException {
        List<String> all = new ArrayList<>();
        for (Map.Entry<StreamPath, byte[]> xattr : tree.xattrs(node).entrySet()) {
            all.add(hex(xattr.getKey().bytes()) + "=" + hex(xattr.getValue()));
        }
        return all.isEmpty() ? "-" : String.join(",", all);
    }

    private String content(long node, Inode inode) throws IOException {
        return switch (inode.type()) {
            case FILE -> digests.getOrDefault(node, "missing");
            case SYMLINK -> hex(tree.target(node).bytes());
            default -> "-";
        };
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** A line with names in it that can be read, for messages. */
    static String readable(String line) {
        String path = line.substring(0, line.indexOf(' '));
        return path.equals(".")
                ? line
                : new String(HexFormat.of().parseHex(path), StandardCharsets.ISO_8859_1)
                        + line.substring(path.length());
    }
}
