package dev.firn.codec;

import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.crypto.CipherKey;
import com.exceptionfactory.jagged.framework.crypto.StandardByteBufferCipherFactory;
import com.exceptionfactory.jagged.framework.format.StandardPayloadKeyReader;
import dev.firn.crypto.Crypto;
import dev.firn.keys.Identities;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Decrypts some frames of one chunk, from the ranges of its stored bytes that hold them
 * (docs/format-chunk.md, "Ranges"). Used by one thread.
 *
 * <p>What it gives was encrypted to a recipient of the vault, in this place of the chunk that the
 * header names, and not changed since: each step of age has a tag that says so. The digests of the
 * chunk's record are of all of it and cannot be compared.
 */
public final class ChunkRanges implements AutoCloseable {

    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    private final ChunkDescription expected;
    private final StandardByteBufferCipherFactory ciphers =
            new StandardByteBufferCipherFactory(Crypto.aeadProvider());
    private final CipherKey key;
    private final ByteBuffer sealed = ByteBuffer.allocate(ChunkLayout.STEP_BYTES + TAG_BYTES);
    private final ByteBuffer plain = ByteBuffer.allocate(ChunkLayout.STEP_BYTES);

    /** Bytes {@code offset} and the {@code length - 1} after it of a stored chunk. */
    public record Range(long offset, long length) {

        /** Where it ends. */
        public long end() {
            return offset + length;
        }
    }

    /**
     * Begins to read a chunk and checks its header.
     *
     * @param head the bytes of {@link #head}; the caller closes it
     * @throws dev.firn.report.UserException of kind WRONG_KEY if no identity is one of the
     *     recipients; nothing was read then
     * @throws DamagedChunkException if the chunk is not the one that is expected
     * @throws IOException what {@code head} threw
     */
    public ChunkRanges(InputStream head, Identities identities, ChunkDescription expected)
            throws IOException {
        identities.requireOneOf(expected.recipients());
        this.expected = expected;
        ByteBuffer header =
                ByteBuffer.allocate((int) ChunkLayout.headerBytes(recipients(expected)));
        fill(head, header);
        this.key = key(header, identities);
        step(head, 0);
        byte[] found = new byte[ChunkHeader.BYTES];
        plain.get(found);
        expected.header().requireEncodedAs(found);
    }

    private static int recipients(ChunkDescription expected) {
        return expected.recipients().list().size();
    }

    private CipherKey key(ByteBuffer header, Identities identities) throws DamagedChunkException {
        try {
            CipherKey found =
                    new StandardPayloadKeyReader()
                            .getPayloadKey(header, identities.stanzaReaders());
            if (header.hasRemaining()) {
                throw damaged("its age header is not as long as Firn makes it", null);
            }
            return found;
        } catch (UnsupportedRecipientStanzaException e) {
            throw damaged("it is not encrypted to the recipients that the record names", e);
        } catch (DamagedChunkException e) {
            throw e;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw damaged("its age header is not intact", e);
        }
    }

    /** What has to be read of a chunk before any frame: age's header and the first step. */
    public static Range head(ChunkDescription expected) {
        long first = Math.min(ChunkLayout.STEP_BYTES, ChunkLayout.payloadBytes(expected.frames()));
        return new Range(0, ChunkLayout.headerBytes(recipients(expected)) + first + TAG_BYTES);
    }

    /** What has to be read for the frames from {@code first} to {@code last}, both included. */
    public static Range frames(ChunkDescription expected, int first, int last) {
        long header = ChunkLayout.headerBytes(recipients(expected));
        FrameTable table = expected.frames();
        long start = ChunkLayout.stepOffset(header, ChunkHeader.BYTES + table.lengthBefore(first));
        long lastByte = ChunkHeader.BYTES + table.lengthBefore(last + 1) - 1;
        long payload = ChunkLayout.payloadBytes(table);
        long step = lastByte / ChunkLayout.STEP_BYTES;
        long stepBytes = Math.min(ChunkLayout.STEP_BYTES, payload - step * ChunkLayout.STEP_BYTES);
        return new Range(
                start, ChunkLayout.stepOffset(header, lastByte) + stepBytes + TAG_BYTES - start);
    }

    /** Takes a compressed frame. */
    @FunctionalInterface
    public interface Target {
        /**
         * Takes the next frame.
         *
         * @param compressed valid until the call returns
         */
        void frame(FrameDecompressor.Frame frame, ByteBuffer compressed) throws IOException;
    }

    /**
     * Gives the frames from {@code first} to {@code last}, both included, to {@code target}.
     *
     * @param stored the bytes of {@link #frames}; the caller closes it
     * @param buffer a direct buffer with room for a compressed frame
     * @throws DamagedChunkException if a step is not what was stored
     * @throws IOException what {@code stored} or {@code target} threw
     */
    public void read(InputStream stored, int first, int last, ByteBuffer buffer, Target target)
            throws IOException {
        FrameTable table = expected.frames();
        long at = ChunkHeader.BYTES + table.lengthBefore(first);
        long step = at / ChunkLayout.STEP_BYTES;
        step(stored, step);
        plain.position((int) (at % ChunkLayout.STEP_BYTES));
        for (int frame = first; frame <= last; frame++) {
            buffer.clear().limit(table.length(frame));
            while (buffer.hasRemaining()) {
                if (!plain.hasRemaining()) {
                    step(stored, ++step);
                }
                int count = Math.min(buffer.remaining(), plain.remaining());
                buffer.put(plain.slice(plain.position(), count));
                plain.position(plain.position() + count);
            }
            target.frame(
                    new FrameDecompressor.Frame(
                            expected.header().chunk(), frame, expected.plainBytes(frame)),
                    buffer.flip());
        }
    }

    /** Reads and decrypts step {@code number} of the payload. */
    private void step(InputStream stored, long number) throws IOException {
        long payload = ChunkLayout.payloadBytes(expected.frames());
        long start = number * ChunkLayout.STEP_BYTES;
        int length = (int) Math.min(ChunkLayout.STEP_BYTES, payload - start);
        boolean isLast = start + length == payload;
        sealed.clear().limit(length + TAG_BYTES);
        fill(stored, sealed);
        plain.clear();
        // age-encryption.org/v1, "Payload": 11 bytes big-endian counter, 1 byte last or not.
        ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES).putLong(3, number);
        nonce.put(NONCE_BYTES - 1, (byte) (isLast ? 1 : 0));
        try {
            ciphers.newByteBufferDecryptor(key, new IvParameterSpec(nonce.array()))
                    .decrypt(sealed, plain);
        } catch (GeneralSecurityException e) {
            throw damaged("its encrypted bytes are not intact", e);
        }
        plain.flip();
    }

    private static void fill(InputStream source, ByteBuffer target) throws IOException {
        int wanted = target.remaining();
        if (source.readNBytes(target.array(), target.arrayOffset() + target.position(), wanted)
                < wanted) {
            throw new EOFException("a range ended early");
        }
    }

    private DamagedChunkException damaged(String why, @Nullable Exception cause) {
        return new DamagedChunkException(expected.header().chunk(), why, cause);
    }

    /** Forgets the chunk's key. */
    @Override
    public void close() {
        key.destroy();
    }
}
