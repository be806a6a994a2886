package dev.firn.tree;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The nodes of a tree by their inode numbers, which go on when a volume's next full begins another
 * chain, while numbers of nodes do not. In a temporary file; used by one thread.
 */
public final class InodeNumbers implements Closeable {

    private static final int PAGES_CACHED = 256;

    /** A terabyte: what there is room for is said by the disk. */
    private static final long PAGES_MAX = 1L << 26;

    private final Path path;
    private final PageFile file;
    private final Pages nodes;

    private InodeNumbers(Path path) throws IOException {
        this.path = path;
        this.file = new PageFile(path, 0, PAGES_CACHED, PAGES_MAX);
        this.nodes = Pages.empty(file);
    }

    /**
     * Those of {@code tree}.
     *
     * @param temporary a directory that is there
     */
    public static InodeNumbers of(Tree tree, Path temporary) throws IOException {
        InodeNumbers numbers =
                new InodeNumbers(Files.createTempFile(temporary, "inodes-", ".pages"));
        try {
            tree.nodes((node, inode) -> numbers.nodes.put(bytes(inode.number()), bytes(node)));
            return numbers;
        } catch (IOException | RuntimeException e) {
            numbers.close();
            throw e;
        }
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    /** The node with this inode number; empty if there is none. */
    public OptionalLong node(long inode) throws IOException {
        Optional<byte[]> node = nodes.get(bytes(inode));
        return node.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(node.get()).getLong());
    }

    @Override
    public void close() throws IOException {
        try (file) {
            Files.deleteIfExists(path);
        }
    }
}
