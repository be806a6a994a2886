package dev.firn.tree;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a whole tree as a state: docs/format-state.md. The same tree makes the same bytes. Memory
 * is bounded by one attribute's value.
 */
final class StateWriter {

    private final OutputStream out;
    private final Packed record = new Packed();
    private final Packed length = new Packed();

    private long nodes;
    private long names;
    private long lastNode;
    private long lastDirectory;
    private long extentEnd;
    private long lastOffset;

    /** The attribute whose value is being put together; no name if there is none. */
    private byte[] xattr = new byte[0];

    private final ByteArrayOutputStream value = new ByteArrayOutputStream();

    private StateWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes {@code tree}.
     *
     * @param stream that of its snapshot
     * @param out stays open
     */
    static void write(Tree tree, StreamId stream, OutputStream out) throws IOException {
        new StateWriter(out).write(tree, stream);
    }

    private void write(Tree tree, StreamId stream) throws IOException {
        out.write(StateFormat.MAGIC);
        out.write(StateFormat.VERSION);
        List<StreamId> sources = tree.sources();
        record.number(StateFormat.TREE);
        stream(stream);
        record.number(tree.nextNode()).number(sources.size());
        end();
        for (StreamId source : sources) {
            record.number(StateFormat.SOURCE);
            stream(source);
            end();
        }
        tree.entries(this::entry);
        endXattr();
        record.number(StateFormat.END).number(nodes).number(names);
        end();
    }

    private void stream(StreamId stream) {
        ByteBuffer uuid = ByteBuffer.allocate(2 * Long.BYTES);
        uuid.putLong(stream.uuid().getMostSignificantBits());
        uuid.putLong(stream.uuid().getLeastSignificantBits());
        record.raw(uuid.array(), 0).number(stream.generation());
    }

    private void end() throws IOException {
        byte[] bytes = record.take();
        out.write(length.number(bytes.length).take());
        out.write(bytes);
    }

    private void entry(byte[] key, byte[] bytes) throws IOException {
        byte kind = Keys.kind(key);
        if (kind == Keys.XATTR) {
            xattr(key, bytes);
            return;
        }
        endXattr();
        switch (kind) {
            case Keys.INODE -> {
                long node = Keys.node(key);
                record.number(StateFormat.NODE).number(node - lastNode).raw(bytes, 0);
                lastNode = node;
                nodes++;
                extentEnd = 0;
                end();
            }
            case Keys.LINK -> {
                long directory = Keys.number(key);
                record.number(StateFormat.NAME).signed(directory - lastDirectory);
                record.raw(key, Keys.PREFIX_BYTES + Long.BYTES);
                lastDirectory = directory;
                names++;
                end();
            }
            case Keys.TARGET -> {
                record.number(StateFormat.TARGET).raw(bytes, 0);
                end();
            }
            case Keys.EXTENT -> extent(Keys.number(key), ExtentCode.decode(bytes));
            case Keys.CHILD -> {} // follows from the names
            default -> throw new DamagedTreeException("a node has a part of an unknown kind");
        }
    }

    /** Parts of one value follow one another: a name, a NUL, and the number of the part. */
    private void xattr(byte[] key, byte[] part) throws IOException {
        byte[] name = Arrays.copyOfRange(key, Keys.PREFIX_BYTES, key.length - 2);
        if (!Arrays.equals(name, xattr) || key[key.length - 1] == 0) {
            endXattr();
            xattr = name;
        }
        value.write(part);
    }

    private void endXattr() throws IOException {
        if (xattr.length == 0) {
            return;
        }
        record.number(StateFormat.XATTR).number(xattr.length).raw(xattr, 0);
        record.raw(value.toByteArray(), 0);
        xattr = new byte[0];
        value.reset();
        end();
    }

    private void extent(long offset, Extent extent) throws IOException {
        long gap = offset - extentEnd;
        extentEnd = offset + extent.length();
        switch (extent) {
            case Extent.Data d -> {
                begin(StateFormat.DATA, gap, extent).number(d.source());
                record.signed(d.offset() - lastOffset).number(d.piece());
                record.number(d.stride()).number(d.skip());
                lastOffset = d.offset();
            }
            case Extent.Encoded e -> {
                begin(StateFormat.ENCODED, gap, extent).number(e.source());
                record.signed(e.offset() - lastOffset).number(e.bytes()).number(e.decodedBytes());
                record.number(Integer.toUnsignedLong(e.compression()));
                record.number(Integer.toUnsignedLong(e.encryption())).number(e.skip());
                lastOffset = e.offset();
            }
            case Extent.Preallocated _ -> begin(StateFormat.PREALLOCATED, gap, extent);
            case Extent.Unknown _ -> begin(StateFormat.UNKNOWN, gap, extent);
        }
        end();
    }

    private Packed begin(int code, long gap, Extent extent) {
        return record.number(code).number(gap).number(extent.length());
    }
}
