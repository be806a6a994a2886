package dev.firn.sendstream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes a command's attributes from the bytes that pass: {@code {type u16, length u16, value}}.
 * From protocol 2 on the data attribute has no length: it goes to the end of the command
 * (fs/btrfs/send.c, put_data_header). Values are kept, file data is only located.
 */
final class AttributeReader {

    /** All values of a command but its data; the largest the kernel makes is one of 64 KiB. */
    private static final int VALUES_BYTES_MAX = 256 << 10;

    private final int version;
    private final EnumMap<Attribute, byte[]> values = new EnumMap<>(Attribute.class);
    private final byte[] header = new byte[4];
    private CommandType command = CommandType.END;
    private int headerBytes;
    private @Nullable Attribute current;
    private byte[] value = new byte[0];
    private int valueBytes;
    private int valuesBytes;
    private long dataOffset = -1;
    private int dataLength;
    private int dataLeft;

    AttributeReader(int version) {
        this.version = version;
    }

    void begin(CommandType newCommand) {
        command = newCommand;
        values.clear();
        headerBytes = 0;
        current = null;
        valuesBytes = 0;
        dataOffset = -1;
        dataLength = 0;
        dataLeft = 0;
    }

    /**
     * Takes the remaining bytes, all of one command.
     *
     * @param offset of the first of them in the stream
     * @param commandLeft bytes of the command from there on
     */
    void feed(ByteBuffer bytes, long offset, int commandLeft) throws MalformedStreamException {
        long end = offset + commandLeft;
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            long at = offset + bytes.position() - start;
            if (dataLeft > 0) {
                int skipped = Math.min(dataLeft, bytes.remaining());
                bytes.position(bytes.position() + skipped);
                dataLeft -= skipped;
            } else if (current == null) {
                readHeader(bytes, at, end);
            } else {
                readValue(bytes);
            }
        }
    }

    private void readHeader(ByteBuffer bytes, long at, long end) throws MalformedStreamException {
        header[headerBytes++] = bytes.get();
        if (headerBytes == 2 && version >= 2 && type() == Attribute.DATA.number()) {
            beginData(at, end - at - 1);
        } else if (headerBytes == 4) {
            Attribute attribute = attribute(at - 3);
            int length = unsigned(2);
            if (!attribute.canHave(length)) {
                throw new MalformedStreamException(
                        at - 1,
                        "attribute %s with %s".formatted(attribute.text(), attribute.lengths()),
                        "a length of " + length);
            }
            if (length > end - at - 1) {
                throw new MalformedStreamException(
                        at - 1,
                        "attribute %s within its command".formatted(attribute.text()),
                        "%d bytes where %d are left".formatted(length, end - at - 1));
            }
            if (attribute == Attribute.DATA) {
                beginData(at, length);
            } else {
                beginValue(attribute, length, at);
            }
        }
    }

    private int type() {
        return unsigned(0);
    }

    private int unsigned(int index) {
        return (header[index] & 0xff) | (header[index + 1] & 0xff) << 8;
    }

    private Attribute attribute(long at) throws MalformedStreamException {
        Attribute attribute =
                Attribute.of(type())
                        .orElseThrow(() ->
                                new MalformedStreamException(
                                        at, "a known attribute", "number " + type()));
        if (!command.takes(attribute)) {
            throw new MalformedStreamException(
                    at,
                    "an attribute of command " + command.text(),
                    "attribute " + attribute.text());
        }
        boolean again = attribute == Attribute.DATA ? dataOffset >= 0 : has(attribute);
        if (again) {
            throw new MalformedStreamException(
                    at, "each attribute once", "attribute %s again".formatted(attribute.text()));
        }
        return attribute;
    }

    private void beginData(long at, long length) throws MalformedStreamException {
        attribute(at + 1 - headerBytes);
        headerBytes = 0;
        dataOffset = at + 1;
        dataLength = (int) length;
        dataLeft = dataLength;
    }

    private void beginValue(Attribute attribute, int length, long at)
            throws MalformedStreamException {
        headerBytes = 0;
        valuesBytes += length;
        if (valuesBytes > VALUES_BYTES_MAX) {
            throw new MalformedStreamException(
                    at,
                    "at most %d bytes of attributes".formatted(VALUES_BYTES_MAX),
                    "%d".formatted(valuesBytes));
        }
        value = new byte[length];
        valueBytes = 0;
        values.put(attribute, value);
        current = length == 0 ? null : attribute;
    }

    private void readValue(ByteBuffer bytes) {
        int count = Math.min(value.length - valueBytes, bytes.remaining());
        bytes.get(value, valueBytes, count);
        valueBytes += count;
        if (valueBytes == value.length) {
            current = null;
        }
    }

    /** Checks at the end of a command that nothing is cut off or missing. */
    void end(long commandOffset, long end) throws MalformedStreamException {
        if (headerBytes != 0 || current != null || dataLeft != 0) {
            throw new MalformedStreamException(
                    end, "the rest of an attribute", "the end of command " + command.text());
        }
        for (Attribute attribute : command.required()) {
            boolean present = attribute == Attribute.DATA ? dataOffset >= 0 : has(attribute);
            if (!present) {
                throw new MalformedStreamException(
                        commandOffset,
                        "command %s with attribute %s".formatted(command.text(), attribute.text()),
                        "none");
            }
        }
    }

    boolean has(Attribute attribute) {
        return values.containsKey(attribute);
    }

    byte[] bytes(Attribute attribute) {
        byte[] found = values.get(attribute);
        if (found == null) {
            throw new IllegalStateException("attribute " + attribute.text() + " was not checked");
        }
        return found;
    }

    private ByteBuffer little(Attribute attribute) {
        return ByteBuffer.wrap(bytes(attribute)).order(ByteOrder.LITTLE_ENDIAN);
    }

    long u64(Attribute attribute) {
        return little(attribute).getLong();
    }

    int u32(Attribute attribute) {
        return little(attribute).getInt();
    }

    int u8(Attribute attribute) {
        return bytes(attribute)[0] & 0xff;
    }

    StreamTime time(Attribute attribute) {
        ByteBuffer bytes = little(attribute);
        return new StreamTime(bytes.getLong(), bytes.getInt());
    }

    UUID uuid(Attribute attribute) {
        ByteBuffer bytes = ByteBuffer.wrap(bytes(attribute));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    StreamPath path(Attribute attribute) {
        return StreamPath.of(bytes(attribute));
    }

    StreamData data() {
        return new StreamData(dataOffset, dataLength);
    }
}
