package dev.firn.tree;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * Reads a state: a whole tree, as {@link StateWriter} wrote it. Nothing that it says is taken for
 * granted: what it makes is a tree as a replay makes one, or an exception. Used by one thread.
 */
final class StateReader {

    private static final int BUFFER_BYTES = 64 << 10;
    private static final long PERMISSION_MASK = 0xfff;

    private final InputStream in;
    private final Pages pages;
    private final Packed packed = new Packed();
    private final StateCheck check = new StateCheck();

    private long records;
    private long nodes;
    private long names;
    private long nextNode;
    private int sources;
    private long node;
    private Inode inode = Inode.create(Inode.Type.DIRECTORY, 0, 0, 0);
    private long namesOfNode;
    private boolean hasTarget;
    private long lastDirectory;
    private long extentEnd;
    private long lastOffset;

    /**
     * @param plain the plain bytes of the state; the caller closes it
     * @param pages an empty map, for the tree
     */
    StateReader(InputStream plain, Pages pages) {
        this.in = new BufferedInputStream(plain, BUFFER_BYTES);
        this.pages = pages;
    }

    /**
     * Reads all of it.
     *
     * @return the stream of the tree's snapshot
     * @throws DamagedStateException if it is no state, or of none that can be
     * @throws IOException what the source threw
     */
    StreamId read() throws IOException {
        try {
            StreamId stream = readHeader();
            while (readRecord()) {
                records++;
            }
            check.finish(pages, names);
            return stream;
        } catch (DamagedTreeException e) {
            throw new DamagedStateException(records, e.fault(), e);
        }
    }

    private static DamagedTreeException damaged(String fault) {
        return new DamagedTreeException(fault);
    }

    private StreamId readHeader() throws IOException {
        byte[] magic = in.readNBytes(StateFormat.MAGIC.length);
        if (!Arrays.equals(magic, StateFormat.MAGIC)) {
            throw damaged("it does not start as a state");
        }
        int version = in.read();
        if (version != StateFormat.VERSION) {
            throw damaged(
                    "its version is %d, and this Firn knows %d"
                            .formatted(version, StateFormat.VERSION));
        }
        Packed.Reader header = next(StateFormat.TREE);
        StreamId stream = stream(header);
        nextNode = header.number();
        long count = header.number();
        header.requireEnd();
        if (nextNode <= Tree.ROOT || count < 1 || count > Integer.MAX_VALUE) {
            throw damaged("numbers that cannot be");
        }
        pages.put(Keys.of(Keys.TREE, Keys.NEXT_NODE), bytes(nextNode));
        boolean hasOwn = false;
        for (sources = 0; sources < count; sources++) {
            records++;
            Packed.Reader record = next(StateFormat.SOURCE);
            StreamId source = stream(record);
            record.requireEnd();
            hasOwn |= source.equals(stream);
            pages.put(Keys.of(Keys.TREE, Keys.SOURCE, sources), value(source));
        }
        if (!hasOwn) {
            throw damaged("its own stream is none of its sources");
        }
        return stream;
    }

    private Packed.Reader next(int code) throws IOException {
        Packed.Reader record = next();
        if (record.small() != code) {
            throw damaged("a record in the wrong place");
        }
        return record;
    }

    private Packed.Reader next() throws IOException {
        long length = 0;
        int shift = 0;
        int b;
        do {
            b = in.read();
            if (b < 0) {
                throw damaged("it ends in the middle");
            }
            length |= (long) (b & 0x7f) << shift;
            shift += 7;
        } while (b >= 0x80 && shift <= 21);
        if (b >= 0x80 || length > StateFormat.RECORD_BYTES_MAX) {
            throw damaged("a record that is too long");
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw damaged("it ends in the middle");
        }
        return new Packed.Reader(bytes);
    }

    private static StreamId stream(Packed.Reader record) throws DamagedTreeException {
        ByteBuffer uuid = ByteBuffer.wrap(record.raw(2 * Long.BYTES));
        return new StreamId(new UUID(uuid.getLong(), uuid.getLong()), record.number());
    }

    private static byte[] value(StreamId stream) {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(stream.uuid().getMostSignificantBits())
                .putLong(stream.uuid().getLeastSignificantBits())
                .putLong(stream.generation())
                .array();
    }

    private static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    /** Whether there is more. */
    private boolean readRecord() throws IOException {
        Packed.Reader record = next();
        int code = record.small();
        switch (code) {
            case StateFormat.NODE -> node(record);
            case StateFormat.NAME -> name(record);
            case StateFormat.TARGET -> target(record);
            case StateFormat.XATTR -> xattr(record);
            case StateFormat.DATA,
                    StateFormat.ENCODED,
                    StateFormat.PREALLOCATED,
                    StateFormat.UNKNOWN ->
                    extent(code, record);
            case StateFormat.END -> end(record);
            default -> throw damaged("a record of an unknown kind");
        }
        return code != StateFormat.END;
    }

    private void end(Packed.Reader record) throws IOException {
        endNode();
        if (record.number() != nodes || record.number() != names) {
            throw damaged("an end that does not fit the rest");
        }
        record.requireEnd();
        if (in.read() >= 0) {
            throw damaged("bytes after the end");
        }
    }

    private void node(Packed.Reader record) throws IOException {
        if (nodes > 0) {
            endNode();
        }
        long number = node + record.number();
        inode = Inode.decode(record);
        record.requireEnd();
        boolean isRoot = number == Tree.ROOT;
        boolean cannotBe =
                number <= node
                        || number >= nextNode
                        || isRoot != (nodes == 0)
                        || (isRoot && inode.type() != Inode.Type.DIRECTORY)
                        || (inode.mode() & ~PERMISSION_MASK) != 0
                        || inode.size() < 0
                        || inode.links() < 1;
        if (cannotBe) {
            throw damaged("a node that cannot be");
        }
        node = number;
        nodes++;
        namesOfNode = 0;
        hasTarget = false;
        extentEnd = 0;
        pages.put(Keys.of(node, Keys.INODE), inode.encode(packed));
    }

    private void endNode() throws DamagedTreeException {
        boolean isDirectory = inode.type() == Inode.Type.DIRECTORY;
        boolean isRoot = node == Tree.ROOT;
        boolean cannotBe =
                nodes == 0
                        || (isDirectory && inode.links() != 1)
                        || namesOfNode != (isRoot ? 0 : inode.links())
                        || hasTarget != (inode.type() == Inode.Type.SYMLINK);
        if (cannotBe) {
            throw damaged("a node with parts that cannot be");
        }
        if (isRoot) {
            check.directory(node, node);
        }
    }

    private void name(Packed.Reader record) throws IOException {
        requireNode();
        long directory = lastDirectory + record.signed();
        byte[] name = record.rest();
        if (directory < Tree.ROOT || directory >= nextNode || !isName(name)) {
            throw damaged("a name that cannot be");
        }
        lastDirectory = directory;
        names++;
        namesOfNode++;
        if (inode.type() == Inode.Type.DIRECTORY && namesOfNode == 1) {
            check.directory(node, directory);
        }
        pages.put(Keys.link(node, directory, name), new byte[0]);
        pages.put(Keys.of(directory, Keys.CHILD, name), bytes(node));
    }

    private static boolean isName(byte[] name) {
        for (byte b : name) {
            if (b == 0 || b == '/') {
                return false;
            }
        }
        boolean isDots =
                (name.length == 1 && name[0] == '.')
                        || (name.length == 2 && name[0] == '.' && name[1] == '.');
        return name.length > 0 && name.length <= StateFormat.PATH_BYTES_MAX && !isDots;
    }

    private void requireNode() throws DamagedTreeException {
        if (nodes == 0) {
            throw damaged("a part of no node");
        }
    }

    private void target(Packed.Reader record) throws IOException {
        byte[] target = record.rest();
        if (hasTarget || target.length > StateFormat.PATH_BYTES_MAX || hasNul(target)) {
            throw damaged("a target that cannot be");
        }
        hasTarget = true;
        pages.put(Keys.of(node, Keys.TARGET), target);
    }

    private static boolean hasNul(byte[] text) {
        for (byte b : text) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private void xattr(Packed.Reader record) throws IOException {
        requireNode();
        byte[] name = record.raw(record.small());
        byte[] value = record.rest();
        boolean cannotBe =
                name.length == 0
                        || name.length > StateFormat.XATTR_NAME_BYTES_MAX
                        || value.length > StateFormat.VALUE_BYTES_MAX
                        || hasNul(name);
        if (cannotBe) {
            throw damaged("an attribute that cannot be");
        }
        Attributes.put(pages, node, name, value);
    }

    private void extent(int code, Packed.Reader record) throws IOException {
        long gap = record.number();
        long length = record.number();
        long offset = extentEnd + gap;
        boolean cannotBe =
                nodes == 0
                        || inode.type() != Inode.Type.FILE
                        || gap < 0
                        || length < 1
                        || offset < 0
                        || offset + length < 0;
        if (cannotBe) {
            throw damaged("an extent that cannot be");
        }
        Extent extent =
                switch (code) {
                    case StateFormat.DATA -> data(record, length);
                    case StateFormat.ENCODED -> encoded(record, length);
                    case StateFormat.PREALLOCATED -> new Extent.Preallocated(length);
                    default -> new Extent.Unknown(length);
                };
        record.requireEnd();
        extentEnd = offset + length;
        pages.put(Keys.of(node, Keys.EXTENT, offset), ExtentCode.encode(extent, packed));
    }

    private int source(Packed.Reader record) throws DamagedTreeException {
        long source = record.number();
        if (source < 0 || source >= sources) {
            throw damaged("an extent of no source");
        }
        return (int) source;
    }

    private long offset(Packed.Reader record) throws DamagedTreeException {
        lastOffset += record.signed();
        return lastOffset;
    }

    private Extent data(Packed.Reader record, long length) throws DamagedTreeException {
        Extent.Data data =
                new Extent.Data(
                        source(record),
                        offset(record),
                        record.number(),
                        record.number(),
                        record.number(),
                        length);
        boolean cannotBe =
                data.offset() < 0
                        || data.piece() < 1
                        || data.stride() < data.piece()
                        || data.skip() < 0
                        || data.skip() >= data.piece()
                        || data.skip() + length < 0;
        if (cannotBe || !endsInStream(data)) {
            throw damaged("data that cannot be");
        }
        return data;
    }

    private static boolean endsInStream(Extent.Data data) {
        long last = (data.skip() + data.length() - 1) / data.piece();
        return last <= (Long.MAX_VALUE - data.offset() - data.piece()) / data.stride();
    }

    private Extent encoded(Packed.Reader record, long length) throws DamagedTreeException {
        int source = source(record);
        long offset = offset(record);
        long bytes = record.number();
        Extent.Encoded encoded =
                new Extent.Encoded(
                        source,
                        offset,
                        (int) bytes,
                        record.number(),
                        record.u32(),
                        record.u32(),
                        record.number(),
                        length);
        boolean cannotBe =
                offset < 0
                        || bytes < 0
                        || bytes > Integer.MAX_VALUE
                        || offset + bytes < 0
                        || encoded.decodedBytes() < 0
                        || encoded.skip() < 0
                        || encoded.skip() + length < 0;
        if (cannotBe) {
            throw damaged("encoded data that cannot be");
        }
        return encoded;
    }
}
