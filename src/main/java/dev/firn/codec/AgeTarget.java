package dev.firn.codec;

import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import dev.firn.crypto.Crypto;
import dev.firn.keys.Recipients;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;

/** Where an age file is written to: kept open when the file ends, and written to until all is. */
record AgeTarget(WritableByteChannel target) implements WritableByteChannel {

    /** Begins an age file at {@code target}; closing what is returned ends the file. */
    static WritableByteChannel encrypting(WritableByteChannel target, Recipients recipients)
            throws IOException {
        try {
            return new StandardEncryptingChannelFactory(Crypto.aeadProvider())
                    .newEncryptingChannel(new AgeTarget(target), recipients.stanzaWriters());
        } catch (GeneralSecurityException e) {
            throw new AssertionError("recipients are checked when they are made", e);
        }
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
        return length;
    }

    @Override
    public boolean isOpen() {
        return target.isOpen();
    }

    @Override
    public void close() {}
}
