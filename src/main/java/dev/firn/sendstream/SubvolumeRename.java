package dev.firn.sendstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/**
 * Passes a send stream on with another name for the subvolume it makes: the path in its first
 * command. Every other byte goes through as it is. The stream is not checked beyond that; a parser
 * alongside does.
 */
public final class SubvolumeRename implements WritableByteChannel {

    /** A first command has two paths at most, a few numbers and uuids. */
    private static final int COMMAND_BYTES_MAX = 16 << 10;

    private final WritableByteChannel target;
    private final byte[] name;
    private ByteBuffer start =
            ByteBuffer.allocate(
                            SendStreamParser.STREAM_HEADER_BYTES
                                    + SendStreamParser.COMMAND_HEADER_BYTES
                                    + COMMAND_BYTES_MAX)
                    .order(ByteOrder.LITTLE_ENDIAN);
    private boolean renamed;

    /**
     * @param target stays open
     * @param name of the subvolume, without a slash
     */
    public SubvolumeRename(WritableByteChannel target, byte[] name) {
        this.target = target;
        this.name = name.clone();
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        while (!renamed && bytes.hasRemaining()) {
            start.put(bytes.get());
            if (start.position() == wanted()) {
                writeFully(renamedStart());
                renamed = true;
                start = ByteBuffer.allocate(0);
            }
        }
        writeFully(bytes);
        return length;
    }

    /** How many bytes of the start are needed next, as far as is known by now. */
    private int wanted() throws MalformedStreamException {
        int headers = SendStreamParser.STREAM_HEADER_BYTES + SendStreamParser.COMMAND_HEADER_BYTES;
        if (start.position() < headers) {
            return headers;
        }
        int body = start.getInt(SendStreamParser.STREAM_HEADER_BYTES);
        if (body < 0 || body > COMMAND_BYTES_MAX) {
            throw new MalformedStreamException(
                    SendStreamParser.STREAM_HEADER_BYTES,
                    "a first command of at most %d bytes".formatted(COMMAND_BYTES_MAX),
                    Integer.toUnsignedString(body));
        }
        return headers + body;
    }

    private ByteBuffer renamedStart() throws MalformedStreamException {
        start.flip();
        ByteBuffer result =
                ByteBuffer.allocate(start.remaining() + name.length).order(ByteOrder.LITTLE_ENDIAN);
        int header = SendStreamParser.STREAM_HEADER_BYTES;
        result.put(start.slice(0, header + SendStreamParser.COMMAND_HEADER_BYTES));
        copyAttributes(result);
        result.flip();
        int body = result.remaining() - header - SendStreamParser.COMMAND_HEADER_BYTES;
        int crc = header + SendStreamParser.CRC_POSITION;
        result.putInt(header, body);
        result.putInt(crc, 0);
        StreamChecksum checksum = new StreamChecksum();
        checksum.begin();
        checksum.update(result.slice(header, result.remaining() - header));
        result.putInt(crc, checksum.value());
        return result;
    }

    private void copyAttributes(ByteBuffer result) throws MalformedStreamException {
        start.position(
                SendStreamParser.STREAM_HEADER_BYTES + SendStreamParser.COMMAND_HEADER_BYTES);
        while (start.hasRemaining()) {
            int at = start.position();
            int type = start.remaining() < 4 ? -1 : Short.toUnsignedInt(start.getShort(at));
            int length = type < 0 ? 0 : Short.toUnsignedInt(start.getShort(at + 2));
            if (type < 0 || length > start.remaining() - 4) {
                throw new MalformedStreamException(
                        at, "a whole attribute", "the end of the first command");
            }
            if (type == Attribute.PATH.number()) {
                result.putShort((short) type).putShort((short) name.length).put(name);
            } else {
                result.put(start.slice(at, 4 + length));
            }
            start.position(at + 4 + length);
        }
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
    }

    @Override
    public boolean isOpen() {
        return target.isOpen();
    }

    @Override
    public void close() {}
}
