package dev.firn.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firn.model.ChunkId;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * Names the chunk inside its encryption, so that a chunk in the place of another is noticed.
 * {@value #BYTES} bytes, in the form of a zstd skippable frame, which every zstd passes over
 * (docs/format-chunk.md, "Chunk header").
 *
 * @param streamOffset where the chunk starts in the send stream, in bytes
 */
public record ChunkHeader(VaultId vault, SnapshotId snapshot, ChunkId chunk, long streamOffset) {

    /** Length of an encoded header. */
    public static final int BYTES = 72;

    private static final int SKIPPABLE_MAGIC = 0x184D2A5E;
    private static final int PREFIX_BYTES = 8;
    private static final byte[] TAG = "FIRN".getBytes(US_ASCII);
    private static final int VERSION = 1;

    public ChunkHeader {
        if (streamOffset < 0) {
            throw new IllegalArgumentException(
                    "a chunk cannot start at byte %d of a stream".formatted(streamOffset));
        }
    }

    /** The header as {@value #BYTES} bytes. */
    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(SKIPPABLE_MAGIC).putInt(BYTES - PREFIX_BYTES);
        bytes.put(TAG).putInt(VERSION);
        putUuid(bytes, vault.uuid());
        putUuid(bytes, snapshot.uuid());
        putUuid(bytes, chunk.uuid());
        bytes.putLong(streamOffset);
        return bytes.array();
    }

    private static void putUuid(ByteBuffer bytes, UUID uuid) {
        bytes.order(ByteOrder.BIG_ENDIAN);
        bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Checks that {@code found}, the first {@value #BYTES} bytes of a chunk's payload, is this
     * header.
     *
     * @throws DamagedChunkException if it is not, naming what differs
     */
    void requireEncodedAs(byte[] found) throws DamagedChunkException {
        ByteBuffer bytes = ByteBuffer.wrap(found).order(ByteOrder.LITTLE_ENDIAN);
        byte[] tag = new byte[TAG.length];
        boolean framed =
                bytes.getInt() == SKIPPABLE_MAGIC && bytes.getInt() == BYTES - PREFIX_BYTES;
        bytes.get(tag);
        if (!framed || !Arrays.equals(tag, TAG)) {
            throw new DamagedChunkException(chunk, "it does not start with a chunk header");
        }
        int version = bytes.getInt();
        if (version != VERSION) {
            throw new DamagedChunkException(
                    chunk,
                    "its format is %s, and this Firn knows %d"
                            .formatted(Integer.toUnsignedString(version), VERSION));
        }
        requireSame("vault", vault.uuid(), uuid(bytes));
        requireSame("snapshot", snapshot.uuid(), uuid(bytes));
        requireSame("chunk", chunk.uuid(), uuid(bytes));
        requireSame("stream offset", streamOffset, bytes.getLong());
    }

    private static UUID uuid(ByteBuffer bytes) {
        bytes.order(ByteOrder.BIG_ENDIAN);
        UUID uuid = new UUID(bytes.getLong(), bytes.getLong());
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        return uuid;
    }

    private void requireSame(String noun, Object expected, Object found)
            throws DamagedChunkException {
        if (!expected.equals(found)) {
            throw new DamagedChunkException(
                    chunk,
                    "another chunk is in its place: expected %s %s, found %s"
                            .formatted(noun, expected, found));
        }
    }
}
