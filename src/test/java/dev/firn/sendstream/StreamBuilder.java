package dev.firn.sendstream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Makes streams by hand, right ones and wrong ones. */
public final class StreamBuilder {

    static final UUID ID = UUID.fromString("11111111-2222-3333-4444-555555555555");

    private final int version;
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

    public StreamBuilder(int version) {
        this.version = version;
        stream.writeBytes(SendStreamParser.MAGIC);
        stream.writeBytes(u32(version));
    }

    /** A builder whose stream began with a subvol command. */
    public static StreamBuilder started(int version) {
        return new StreamBuilder(version)
                .command(
                        1, attribute(15, "snapshot"), attribute(1, uuid(ID)), attribute(2, u64(7)));
    }

    public StreamBuilder command(int number, byte[]... attributes) {
        return raw(number, join(attributes), 0);
    }

    /** A command whose CRC is wrong by {@code error}. */
    StreamBuilder raw(int number, byte[] body, int error) {
        ByteBuffer command = ByteBuffer.allocate(10 + body.length).order(ByteOrder.LITTLE_ENDIAN);
        command.putInt(body.length).putShort((short) number).putInt(0).put(body).flip();
        StreamChecksum checksum = new StreamChecksum();
        checksum.begin();
        checksum.update(command.duplicate());
        command.putInt(6, checksum.value() + error);
        stream.writeBytes(command.array());
        return this;
    }

    StreamBuilder bytes(byte[] bytes) {
        stream.writeBytes(bytes);
        return this;
    }

    public byte[] end() {
        return command(21).toBytes();
    }

    byte[] toBytes() {
        return stream.toByteArray();
    }

    static byte[] attribute(int number, String value) {
        return attribute(number, value.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] attribute(int number, byte[] value) {
        return join(u16(number), u16(value.length), value);
    }

    /** The data attribute: without a length from version 2 on. */
    byte[] data(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return version == 1 ? attribute(19, bytes) : join(u16(19), bytes);
    }

    static byte[] time(long seconds, int nanos) {
        return join(u64(seconds), u32(nanos));
    }

    public static byte[] uuid(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    public static byte[] u16(int value) {
        return ByteBuffer.allocate(2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) value)
                .array();
    }

    static byte[] u32(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    public static byte[] u64(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
