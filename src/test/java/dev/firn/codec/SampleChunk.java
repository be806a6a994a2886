package dev.firn.codec;

import dev.firn.keys.Identities;
import dev.firn.keys.Identity;
import dev.firn.keys.Recipients;
import dev.firn.model.ChunkId;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** A chunk as a backup stores it, with what its record says. */
record SampleChunk(byte[] stored, ChunkDescription description) {

    static final Identity IDENTITY = Identity.generate();
    static final Recipients RECIPIENTS = Recipients.of(IDENTITY.recipient());
    static final int FRAME_BYTES = FrameTable.FRAME_BYTES_MIN;

    private static final VaultId VAULT = VaultId.parse("11111111-1111-1111-1111-111111111111");
    private static final SnapshotId SNAPSHOT =
            SnapshotId.parse("22222222-2222-2222-2222-222222222222");

    /** A header for a new chunk at {@code streamOffset}. */
    static ChunkHeader header(long streamOffset) {
        return new ChunkHeader(VAULT, SNAPSHOT, new ChunkId(UUID.randomUUID()), streamOffset);
    }

    /** {@code plain}, encoded for {@link #IDENTITY}. */
    static SampleChunk of(byte[] plain) throws IOException {
        return of(header(0), RECIPIENTS, plain);
    }

    static SampleChunk of(ChunkHeader header, Recipients recipients, byte[] plain)
            throws IOException {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        return new SampleChunk(
                stored, encode(header, recipients, plain, Channels.newChannel(stored)));
    }

    private SampleChunk(ByteArrayOutputStream stored, ChunkDescription description) {
        this(stored.toByteArray(), description);
    }

    static ChunkDescription encode(
            ChunkHeader header, Recipients recipients, byte[] plain, WritableByteChannel target)
            throws IOException {
        int[] lengths = new int[Math.ceilDiv(plain.length, FRAME_BYTES)];
        ByteBuffer direct = ByteBuffer.allocateDirect(plain.length).put(plain).flip();
        ByteBuffer compressed = ByteBuffer.allocateDirect(FrameCompressor.boundBytes(FRAME_BYTES));
        ChunkEncoder encoder = new ChunkEncoder(header, recipients, target);
        try (FrameCompressor compressor = new FrameCompressor(FrameCompressor.LEVEL_DEFAULT)) {
            for (int i = 0; i < lengths.length; i++) {
                int frameBytes = Math.min(FRAME_BYTES, plain.length - i * FRAME_BYTES);
                direct.limit(i * FRAME_BYTES + frameBytes);
                compressed.clear();
                lengths[i] = compressor.compress(direct, compressed);
                encoder.frame(compressed.flip());
            }
        }
        encoder.finish();
        return new ChunkDescription(
                header,
                plain.length,
                recipients,
                new FrameTable(FRAME_BYTES, lengths),
                Optional.of(Sha256.of(plain)));
    }

    /** A chunk of three frames, two of them full, that takes a few hundred bytes. */
    static SampleChunk small() throws IOException {
        byte[] plain = new byte[2 * FRAME_BYTES + 100];
        byte[] tail = new byte[100];
        new Random(1).nextBytes(tail);
        System.arraycopy(tail, 0, plain, plain.length - tail.length, tail.length);
        return of(plain);
    }

    /** What this chunk decodes to with {@link #IDENTITY}. */
    byte[] decode() throws IOException {
        return decode(new ByteArrayInputStream(stored), Identities.of(IDENTITY), description);
    }

    /** What {@code changed} decodes to in the place of this chunk. */
    byte[] decode(byte[] changed) throws IOException {
        return decode(new ByteArrayInputStream(changed), Identities.of(IDENTITY), description);
    }

    static byte[] decode(InputStream stored, Identities identities, ChunkDescription expected)
            throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (ChunkDecoder decoder = new ChunkDecoder(identities)) {
            decoder.decode(stored, expected, Channels.newChannel(plain)::write);
        }
        return plain.toByteArray();
    }
}
