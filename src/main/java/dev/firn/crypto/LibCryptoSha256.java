package dev.firn.crypto;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** SHA-256 by libcrypto, of arrays and direct memory without a copy. */
final class LibCryptoSha256 extends MessageDigest {

    private static final int BYTES = 32;

    /** An array is pinned while it is read: not for long, lest it hold up the garbage collector. */
    private static final int PIECE_BYTES = 256 << 10;

    private final MemorySegment context = LibCrypto.newDigest();

    LibCryptoSha256() {
        super("SHA-256");
        LibCrypto.beginSha256(context);
    }

    @Override
    protected int engineGetDigestLength() {
        return BYTES;
    }

    @Override
    protected void engineUpdate(byte input) {
        update(MemorySegment.ofArray(new byte[] {input}));
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        update(MemorySegment.ofArray(input).asSlice(offset, length));
    }

    @Override
    protected void engineUpdate(ByteBuffer input) {
        update(MemorySegment.ofBuffer(input));
        input.position(input.limit());
    }

    private void update(MemorySegment bytes) {
        for (long done = 0; done < bytes.byteSize(); done += PIECE_BYTES) {
            LibCrypto.update(
                    context, bytes.asSlice(done, Math.min(PIECE_BYTES, bytes.byteSize() - done)));
        }
    }

    @Override
    protected byte[] engineDigest() {
        byte[] digest = new byte[BYTES];
        LibCrypto.finish(context, MemorySegment.ofArray(digest));
        engineReset();
        return digest;
    }

    @Override
    protected void engineReset() {
        LibCrypto.beginSha256(context);
    }

    @Override
    public Object clone() {
        LibCryptoSha256 copy = new LibCryptoSha256();
        LibCrypto.copyDigest(copy.context, context);
        return copy;
    }
}
