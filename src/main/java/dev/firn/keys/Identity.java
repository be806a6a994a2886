package dev.firn.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.x25519.X25519KeyFactory;
import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;

/** An age X25519 identity: the secret key that opens chunks. */
public final class Identity implements AutoCloseable {

    private final byte[] secret;
    private final Recipient recipient;

    private Identity(byte[] secret, Recipient recipient) {
        this.secret = secret;
        this.recipient = recipient;
    }

    /** A new identity from the system's random numbers. */
    public static Identity generate() {
        try {
            KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
            return new Identity(
                    pair.getPrivate().getEncoded(),
                    new Recipient(new String(pair.getPublic().getEncoded(), US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has X25519", e);
        }
    }

    /**
     * The identity spelled by {@code secret}, {@code AGE-SECRET-KEY-1} and 58 upper-case Bech32
     * characters, which the identity keeps a copy of.
     *
     * @throws IllegalArgumentException if it is not one; the message does not repeat it
     */
    public static Identity parse(byte[] secret) {
        SecretKeySpec key = new SecretKeySpec(secret, "X25519");
        try {
            byte[] recipient = new X25519KeyFactory().translateKey(key).getEncoded();
            return new Identity(secret.clone(), new Recipient(new String(recipient, US_ASCII)));
        } catch (GeneralSecurityException | RuntimeException e) {
            // Without its cause, whose message may hold a part of the key.
            throw new IllegalArgumentException("not an age X25519 identity");
        }
    }

    /** The public half. */
    public Recipient recipient() {
        return recipient;
    }

    /**
     * The identity as a file in the form of {@code age-keygen}: two comments and the secret key.
     * The caller wipes the array.
     *
     * @param created named in the first comment, to the second
     */
    public byte[] fileText(Instant created) {
        byte[] comments =
                "# created: %s\n# public key: %s\n"
                        .formatted(created.truncatedTo(ChronoUnit.SECONDS), recipient)
                        .getBytes(US_ASCII);
        return ByteBuffer.allocate(comments.length + secret.length + 1)
                .put(comments)
                .put(secret)
                .put((byte) '\n')
                .array();
    }

    /** What decrypts a file's key that was encrypted to this identity's recipient. */
    RecipientStanzaReader stanzaReader() {
        char[] text = new char[secret.length];
        for (int i = 0; i < secret.length; i++) {
            text[i] = (char) secret[i];
        }
        try {
            return X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(
                    CharBuffer.wrap(text));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("an identity is checked when it is made", e);
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    /** Wipes the secret key. The identity can open nothing afterwards. */
    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    /** The recipient: an identity is never printed. */
    @Override
    public String toString() {
        return "identity of " + recipient;
    }
}
