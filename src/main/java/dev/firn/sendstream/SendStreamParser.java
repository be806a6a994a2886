package dev.firn.sendstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks a send stream while its bytes pass and tells a listener of each command. Is fed buffers as
 * they come: how the stream is cut makes no difference. File data is not copied. Memory is bounded
 * by what one command may hold apart from file data, 256 KiB.
 *
 * <p>Layout (struct btrfs_stream_header and btrfs_cmd_header, fs/btrfs/send.h): {@code
 * "btrfs-stream\0"}, version u32; then commands: length u32 of what follows the header, number u16,
 * CRC-32C u32 of header and body with the CRC field as zero. Little-endian.
 *
 * <p>After an exception the parser is of no more use. Used by one thread.
 */
public final class SendStreamParser {

    /** The highest protocol version this parser knows. */
    public static final int VERSION_MAX = 3;

    /** Length of what stands before the first command. */
    static final int STREAM_HEADER_BYTES = 17;

    static final byte[] MAGIC = "btrfs-stream\0".getBytes(US_ASCII);
    static final int COMMAND_HEADER_BYTES = 10;
    static final int CRC_POSITION = 6;

    /** BTRFS_SEND_BUF_SIZE_V1 of the kernel. */
    private static final int COMMAND_BYTES_MAX_V1 = 64 << 10;

    /** The kernel's limit is 144 KiB; only file data can be so long, and that is not kept. */
    private static final int COMMAND_BYTES_MAX_V2 = 16 << 20;

    private final SendCommandListener listener;
    private final StreamChecksum checksum = new StreamChecksum();
    private final byte[] header = new byte[STREAM_HEADER_BYTES];
    private int headerBytes;
    private long position;
    private int version;
    private @Nullable AttributeReader attributes;
    private @Nullable CommandType command;
    private long commandOffset;
    private int commandBytes;
    private int commandLeft;
    private int expectedChecksum;
    private long commands;
    private boolean ended;
    private @Nullable UUID uuid;
    private long generation;
    private StreamSummary.@Nullable Parent parent;

    public SendStreamParser(SendCommandListener listener) {
        this.listener = listener;
    }

    /**
     * Takes the remaining bytes of {@code bytes} and moves its position to its limit.
     *
     * @throws MalformedStreamException if they do not go on a valid stream
     */
    public void feed(ByteBuffer bytes) throws MalformedStreamException {
        while (bytes.hasRemaining()) {
            if (version == 0) {
                gather(bytes, STREAM_HEADER_BYTES);
                if (headerBytes == STREAM_HEADER_BYTES) {
                    beginStream();
                }
            } else if (command == null) {
                if (ended) {
                    throw new MalformedStreamException(
                            position, "nothing after command end", "more bytes");
                }
                gather(bytes, COMMAND_HEADER_BYTES);
                if (headerBytes == COMMAND_HEADER_BYTES) {
                    beginCommand();
                }
            } else {
                body(bytes);
            }
        }
    }

    /**
     * Says that there are no more bytes.
     *
     * @throws MalformedStreamException if the stream is not complete
     */
    public StreamSummary finish() throws MalformedStreamException {
        UUID of = uuid;
        if (!ended || of == null) {
            throw new MalformedStreamException(
                    position,
                    version == 0 ? "a stream header" : "command end",
                    "the end of the stream");
        }
        return new StreamSummary(
                version, position, commands, of, generation, Optional.ofNullable(parent));
    }

    private void gather(ByteBuffer bytes, int wanted) {
        int count = Math.min(wanted - headerBytes, bytes.remaining());
        bytes.get(header, headerBytes, count);
        headerBytes += count;
        position += count;
    }

    private void beginStream() throws MalformedStreamException {
        if (!Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new MalformedStreamException(0, "the magic 'btrfs-stream'", "other bytes");
        }
        int found = header().getInt(MAGIC.length);
        if (found < 1 || found > VERSION_MAX) {
            throw new MalformedStreamException(
                    MAGIC.length,
                    "a protocol version from 1 to %d".formatted(VERSION_MAX),
                    "version " + Integer.toUnsignedString(found));
        }
        version = found;
        attributes = new AttributeReader(version);
        headerBytes = 0;
    }

    private ByteBuffer header() {
        return ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void beginCommand() throws MalformedStreamException {
        commandOffset = position - COMMAND_HEADER_BYTES;
        int length = header().getInt(0);
        int number = Short.toUnsignedInt(header().getShort(4));
        expectedChecksum = header().getInt(CRC_POSITION);
        int limit = version == 1 ? COMMAND_BYTES_MAX_V1 : COMMAND_BYTES_MAX_V2;
        if (length < 0 || length > limit) {
            throw new MalformedStreamException(
                    commandOffset,
                    "a command of at most %d bytes".formatted(limit),
                    Integer.toUnsignedString(length));
        }
        CommandType type =
                CommandType.of(number, version)
                        .orElseThrow(() ->
                                new MalformedStreamException(
                                        commandOffset,
                                        "a command of version " + version,
                                        "number " + number));
        boolean first = type == CommandType.SUBVOL || type == CommandType.SNAPSHOT;
        if (first != (commands == 0)) {
            throw new MalformedStreamException(
                    commandOffset,
                    commands == 0 ? "command subvol or snapshot" : "another command",
                    "command " + type.text());
        }
        command = type;
        commandBytes = length;
        commandLeft = length;
        headerBytes = 0;
        Arrays.fill(header, CRC_POSITION, COMMAND_HEADER_BYTES, (byte) 0);
        checksum.begin();
        checksum.update(header, COMMAND_HEADER_BYTES);
        reader().begin(type);
        if (length == 0) {
            endCommand(type);
        }
    }

    private void body(ByteBuffer bytes) throws MalformedStreamException {
        int count = Math.min(commandLeft, bytes.remaining());
        ByteBuffer part = bytes.slice(bytes.position(), count);
        bytes.position(bytes.position() + count);
        checksum.update(part.duplicate());
        reader().feed(part, position, commandLeft);
        position += count;
        commandLeft -= count;
        if (commandLeft == 0 && command != null) {
            endCommand(command);
        }
    }

    private void endCommand(CommandType type) throws MalformedStreamException {
        if (checksum.value() != expectedChecksum) {
            throw new MalformedStreamException(
                    commandOffset,
                    "command %s with CRC-32C %08x".formatted(type.text(), checksum.value()),
                    "%08x".formatted(expectedChecksum));
        }
        reader().end(commandOffset, position);
        SendCommand read = CommandReader.read(type, reader());
        requireValid(read);
        commands++;
        switch (read) {
            case SendCommand.Subvol subvol -> {
                uuid = subvol.uuid();
                generation = subvol.ctransid();
            }
            case SendCommand.Snapshot snapshot -> {
                uuid = snapshot.uuid();
                generation = snapshot.ctransid();
                parent = new StreamSummary.Parent(snapshot.parentUuid(), snapshot.parentCtransid());
            }
            case SendCommand.End _ -> ended = true;
            default -> {}
        }
        command = null;
        listener.command(
                read,
                new SendCommandListener.Place(commandOffset, COMMAND_HEADER_BYTES + commandBytes));
    }

    /** What holds for the values of all commands: no NUL in a name, no negative offset. */
    private void requireValid(SendCommand read) throws MalformedStreamException {
        String fault = CommandCheck.faultOf(read);
        if (!fault.isEmpty()) {
            throw new MalformedStreamException(commandOffset, "a command that can be", fault);
        }
    }

    private AttributeReader reader() {
        if (attributes == null) {
            throw new IllegalStateException("no stream header was read");
        }
        return attributes;
    }
}
