package dev.firn.codec;

import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.firn.crypto.Crypto;
import dev.firn.keys.Identities;
import dev.firn.keys.Recipients;
import dev.firn.report.UserException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.security.GeneralSecurityException;

/**
 * Gives the bytes back that {@link SealedOutput} took. What it gives was encrypted to a recipient
 * and not changed since; that nothing is missing is known when it ends. Memory is bounded by a
 * window of {@value #WINDOW_LOG_MAX} bits. Used by one thread.
 */
public final class SealedInput extends InputStream {

    /** As for chunks (docs/format-chunk.md): 8 MiB. */
    private static final int WINDOW_LOG_MAX = 23;

    // The library reads single bytes between its steps of 64 KiB.
    private static final int BUFFER_BYTES = 8 << 10;

    private final SourceChannel source;
    private final ReadableByteChannel decrypting;
    private final InputStream plain;

    /**
     * Begins to read.
     *
     * @param stored the stored bytes; the caller closes it
     * @param recipients those that the bytes are encrypted to, as the manifest names them
     * @throws UserException of kind WRONG_KEY if no identity is one of them; nothing was read then
     * @throws DamagedObjectException if the bytes are not an age file for them
     */
    public SealedInput(InputStream stored, Identities identities, Recipients recipients)
            throws IOException {
        identities.requireOneOf(recipients);
        this.source = new SourceChannel(new BufferedInputStream(stored, BUFFER_BYTES));
        this.decrypting = decrypting(identities);
        this.plain =
                new ZstdInputStreamNoFinalizer(Channels.newInputStream(decrypting))
                        .setLongMax(WINDOW_LOG_MAX);
    }

    private ReadableByteChannel decrypting(Identities identities) throws IOException {
        try {
            return new StandardDecryptingChannelFactory(Crypto.aeadProvider())
                    .newDecryptingChannel(source, identities.stanzaReaders());
        } catch (UnsupportedRecipientStanzaException e) {
            source.rethrowFailure();
            throw new DamagedObjectException(
                    "it is not encrypted to the recipients that the manifest names", e);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            source.rethrowFailure();
            throw new DamagedObjectException("its age header is not intact", e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * @throws DamagedObjectException if the bytes are not what was stored
     */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return plain.read(target, offset, length);
        } catch (IOException | RuntimeException e) {
            source.rethrowFailure();
            throw new DamagedObjectException("its encrypted bytes are not intact", e);
        }
    }

    /** Forgets the key and gives the native memory back. */
    @Override
    public void close() throws IOException {
        try (decrypting) {
            plain.close();
        }
    }
}
