package dev.firn.codec;

import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import dev.firn.crypto.Crypto;
import dev.firn.keys.Identities;
import dev.firn.report.UserException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.GeneralSecurityException;

/**
 * Decrypts one chunk: gives its compressed frames in order, for whoever decompresses them. Used by
 * one thread.
 *
 * <p>What it gives was encrypted to a recipient of the vault, under the header that names the
 * chunk, and not changed since; that nothing is missing is known when {@link #finish} returns.
 */
public final class ChunkReader implements AutoCloseable {

    // The library reads single bytes between its steps of 64 KiB.
    private static final int BUFFER_BYTES = 8 << 10;

    private final ChunkDescription expected;
    private final SourceChannel source;
    private final ReadableByteChannel decrypting;
    private int next;

    /**
     * Begins to read a chunk and checks its header.
     *
     * @param stored the chunk's stored bytes; the caller closes it
     * @throws UserException of kind WRONG_KEY if no identity is one of the recipients that the
     *     records name; nothing was read then
     * @throws DamagedChunkException if the chunk is not the one that is expected
     */
    public ChunkReader(InputStream stored, Identities identities, ChunkDescription expected)
            throws IOException {
        identities.requireOneOf(expected.recipients());
        this.expected = expected;
        this.source = new SourceChannel(new BufferedInputStream(stored, BUFFER_BYTES));
        this.decrypting = open(identities);
        byte[] header = new byte[ChunkHeader.BYTES];
        fill(ByteBuffer.wrap(header));
        expected.header().requireEncodedAs(header);
    }

    private ReadableByteChannel open(Identities identities) throws IOException {
        try {
            return new StandardDecryptingChannelFactory(Crypto.aeadProvider())
                    .newDecryptingChannel(source, identities.stanzaReaders());
        } catch (UnsupportedRecipientStanzaException e) {
            source.rethrowFailure();
            throw damaged("it is not encrypted to the recipients that the record names", e);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            source.rethrowFailure();
            throw damaged("its age header is not intact", e);
        }
    }

    /** True if {@link #next} has another frame to give. */
    public boolean hasNext() {
        return next < expected.frames().count();
    }

    /**
     * Puts the next compressed frame at the position of {@code target}, which has room for it, and
     * moves the position past it.
     *
     * @return the frame that it is
     */
    public FrameDecompressor.Frame next(ByteBuffer target) throws IOException {
        int index = next++;
        fill(target.slice(target.position(), expected.frames().length(index)));
        target.position(target.position() + expected.frames().length(index));
        return new FrameDecompressor.Frame(
                expected.header().chunk(), index, expected.plainBytes(index));
    }

    /**
     * Checks that all frames were read and that nothing follows them.
     *
     * @throws DamagedChunkException if something does
     */
    public void finish() throws IOException {
        if (hasNext()) {
            throw new IllegalStateException("there are frames left");
        }
        ByteBuffer one = ByteBuffer.allocate(1);
        read(one);
        if (!one.hasRemaining()) {
            throw new DamagedChunkException(
                    expected.header().chunk(), "there are bytes after its last frame");
        }
    }

    private void fill(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            int before = target.position();
            read(target);
            if (target.position() == before) {
                throw new DamagedChunkException(
                        expected.header().chunk(), "it ends before its last frame");
            }
        }
    }

    private void read(ByteBuffer target) throws IOException {
        try {
            decrypting.read(target);
        } catch (IOException | RuntimeException e) {
            source.rethrowFailure();
            throw damaged("its encrypted bytes are not intact", e);
        }
    }

    private DamagedChunkException damaged(String why, Exception cause) {
        return new DamagedChunkException(expected.header().chunk(), why, cause);
    }

    /** Forgets the chunk's key. */
    @Override
    public void close() throws IOException {
        decrypting.close();
    }
}
