package dev.firn.tree;

import com.github.luben.zstd.Zstd;
import dev.firn.crypto.Crypto;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.zip.InflaterInputStream;

/** Captured streams, and the content of files that a tree says is in them. */
final class Streams {

    // BTRFS_ENCODED_IO_COMPRESSION_ numbers (linux/btrfs.h).
    private static final int NONE = 0;
    private static final int ZLIB = 1;
    private static final int ZSTD = 2;
    private static final int LZO_4K = 3;

    private final Map<UUID, Path> files = new HashMap<>();

    void add(UUID uuid, Path file) {
        files.put(uuid, file);
    }

    /** SHA-256 of the content of a file, in hex. */
    String digest(Tree tree, long node) throws IOException {
        long size = tree.inode(node).size();
        MessageDigest digest = Crypto.sha256();
        long[] at = new long[1];
        tree.extents(
                node,
                0,
                (offset, extent) -> {
                    long end = Math.min(offset + extent.length(), size);
                    if (end > offset) {
                        zeros(digest, offset - at[0]);
                        update(digest, tree, extent, end - offset);
                        at[0] = end;
                    }
                    return true;
                });
        zeros(digest, size - at[0]);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void zeros(MessageDigest digest, long count) {
        if (count < 0) {
            throw new AssertionError("extents overlap");
        }
        byte[] zeros = new byte[1 << 16];
        for (long left = count; left > 0; left -= zeros.length) {
            digest.update(zeros, 0, (int) Math.min(left, zeros.length));
        }
    }

    private void update(MessageDigest digest, Tree tree, Extent extent, long bytes)
            throws IOException {
        switch (extent) {
            case Extent.Data d -> {
                long left = bytes;
                for (long p = d.skip(); left > 0; ) {
                    long at = d.offset() + p / d.piece() * d.stride() + p % d.piece();
                    int count = (int) Math.min(left, d.piece() - p % d.piece());
                    digest.update(read(tree.source(d.source()).uuid(), at, count));
                    p += count;
                    left -= count;
                }
            }
            case Extent.Encoded e -> {
                byte[] stored = read(tree.source(e.source()).uuid(), e.offset(), e.bytes());
                byte[] decoded = decode(e.compression(), stored, (int) e.decodedBytes());
                digest.update(
                        Arrays.copyOfRange(decoded, (int) e.skip(), (int) (e.skip() + bytes)));
            }
            case Extent.Preallocated _ -> zeros(digest, bytes);
            case Extent.Unknown _ -> throw new AssertionError("data was left out");
        }
    }

    private static byte[] decode(int compression, byte[] stored, int bytes) throws IOException {
        byte[] decoded = new byte[bytes];
        switch (compression) {
            case NONE -> System.arraycopy(stored, 0, decoded, 0, Math.min(bytes, stored.length));
            case ZLIB -> {
                var in = new InflaterInputStream(new ByteArrayInputStream(stored));
                in.readNBytes(decoded, 0, bytes);
            }
            case ZSTD -> {
                // Padded to a sector; the frame itself says how long it is.
                int frame = (int) Zstd.findFrameCompressedSize(stored, 0);
                Zstd.decompressByteArray(decoded, 0, bytes, stored, 0, frame);
            }
            case LZO_4K -> {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                Lzo.decodeSegments(ByteBuffer.wrap(stored), all);
                System.arraycopy(all.toByteArray(), 0, decoded, 0, Math.min(bytes, all.size()));
            }
            default -> throw new AssertionError("compression " + compression);
        }
        return decoded;
    }

    private byte[] read(UUID stream, long offset, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        try (FileChannel file = FileChannel.open(files.get(stream))) {
            while (buffer.hasRemaining()) {
                if (file.read(buffer, offset + buffer.position()) < 0) {
                    throw new AssertionError("an extent beyond the stream");
                }
            }
        }
        return buffer.array();
    }
}
