package dev.firn.codec;

/**
 * Where things are in a stored chunk: the arithmetic of docs/format-chunk.md, "Ranges". All in
 * bytes.
 */
public final class ChunkLayout {

    /** age encrypts its payload in steps of so many bytes, the last being shorter. */
    public static final int STEP_BYTES = 64 << 10;

    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 16;
    private static final int HEADER_FIXED_BYTES = 70;
    private static final int STANZA_BYTES = 98;

    private ChunkLayout() {}

    /** Length of the payload: the chunk header and all frames. */
    public static long payloadBytes(FrameTable frames) {
        return ChunkHeader.BYTES + frames.lengthBefore(frames.count());
    }

    /** Length of a stored chunk. */
    public static long storedBytes(int recipients, long payloadBytes) {
        return headerBytes(recipients) + encryptedBytes(payloadBytes);
    }

    /** Length of what stands before the encrypted payload: age's header and nonce. */
    public static long headerBytes(int recipients) {
        return HEADER_FIXED_BYTES + (long) STANZA_BYTES * recipients + NONCE_BYTES;
    }

    /** Length of {@code payloadBytes} when encrypted. */
    private static long encryptedBytes(long payloadBytes) {
        return payloadBytes + TAG_BYTES * Math.ceilDiv(payloadBytes, STEP_BYTES);
    }

    /**
     * Where in the stored chunk the step begins that holds byte {@code payloadOffset} of the
     * payload. The step is {@value #STEP_BYTES} + 16 bytes long, the last one shorter.
     *
     * @param headerBytes stored length minus the payload's encrypted length, or {@link
     *     #headerBytes(int)}
     */
    public static long stepOffset(long headerBytes, long payloadOffset) {
        return headerBytes + payloadOffset / STEP_BYTES * (STEP_BYTES + TAG_BYTES);
    }
}
