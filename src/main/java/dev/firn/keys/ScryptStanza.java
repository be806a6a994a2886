package dev.firn.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.framework.codec.CanonicalBase64;
import com.exceptionfactory.jagged.framework.crypto.CipherKey;
import com.exceptionfactory.jagged.framework.crypto.EncryptedFileKey;
import com.exceptionfactory.jagged.framework.crypto.FileKeyDecryptorFactory;
import com.exceptionfactory.jagged.framework.crypto.FileKeyEncryptorFactory;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * age's scrypt recipient stanza (age-encryption.org/v1, section "scrypt recipient"): a file's key,
 * wrapped with a key derived from a passphrase.
 *
 * @param workFactor base-2 logarithm of scrypt's N; deriving takes 2^workFactor KiB of memory
 */
record ScryptStanza(byte[] salt, int workFactor, byte[] wrappedKey) implements RecipientStanza {

    static final String TYPE = "scrypt";

    private static final byte[] LABEL = "age-encryption.org/v1/scrypt".getBytes(US_ASCII);
    private static final int SALT_BYTES = 16;
    private static final int WRAPPED_KEY_BYTES = 32;
    private static final int DERIVED_KEY_BYTES = 32;

    /** Wraps {@code fileKey} under a new salt. */
    static ScryptStanza wrap(FileKey fileKey, Passphrase passphrase, int workFactor)
            throws GeneralSecurityException {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        CipherKey key = derive(passphrase, salt, workFactor);
        try {
            byte[] wrapped =
                    new FileKeyEncryptorFactory()
                            .newFileKeyEncryptor()
                            .getEncryptedFileKey(fileKey, key)
                            .getEncoded();
            return new ScryptStanza(salt, workFactor, wrapped);
        } finally {
            key.destroy();
        }
    }

    /**
     * Reads a stanza of type scrypt, checking what the specification asks for.
     *
     * @param workFactorMax the most work to do for a file that somebody else may have written
     */
    static ScryptStanza of(RecipientStanza stanza, int workFactorMax)
            throws GeneralSecurityException {
        List<String> arguments = stanza.getArguments();
        if (arguments.size() != 2 || !arguments.get(1).matches("[1-9][0-9]{0,2}")) {
            throw new RefusedFileException("its scrypt stanza is malformed");
        }
        int workFactor = Integer.parseInt(arguments.get(1));
        if (workFactor > workFactorMax) {
            throw new RefusedFileException(
                    "its work factor is %d, and more than %d is refused"
                            .formatted(workFactor, workFactorMax));
        }
        byte[] salt = decode(arguments.get(0));
        byte[] body = stanza.getBody();
        if (salt.length != SALT_BYTES || body.length != WRAPPED_KEY_BYTES) {
            throw new RefusedFileException("its scrypt stanza is malformed");
        }
        return new ScryptStanza(salt, workFactor, body);
    }

    private static byte[] decode(String base64) throws GeneralSecurityException {
        try {
            return CanonicalBase64.getDecoder().decode(base64.getBytes(US_ASCII));
        } catch (IllegalArgumentException e) {
            throw new RefusedFileException("its scrypt stanza is malformed");
        }
    }

    /**
     * The file's key.
     *
     * @throws javax.crypto.AEADBadTagException if the passphrase is another
     */
    FileKey unwrap(Passphrase passphrase) throws GeneralSecurityException {
        CipherKey key = derive(passphrase, salt, workFactor);
        try {
            return new FileKeyDecryptorFactory()
                    .newFileKeyDecryptor()
                    .getFileKey(new EncryptedFileKey(wrappedKey), key);
        } finally {
            key.destroy();
        }
    }

    // The key that is returned keeps the derived array itself; destroying it wipes the array.
    private static CipherKey derive(Passphrase passphrase, byte[] salt, int workFactor) {
        byte[] labelled =
                ByteBuffer.allocate(LABEL.length + salt.length).put(LABEL).put(salt).array();
        return new CipherKey(
                SCrypt.generate(
                        passphrase.utf8(), labelled, 1 << workFactor, 8, 1, DERIVED_KEY_BYTES));
    }

    @Override
    public String getType() {
        return TYPE;
    }

    @Override
    public List<String> getArguments() {
        return List.of(
                CanonicalBase64.getEncoder().encodeToString(salt), Integer.toString(workFactor));
    }

    @Override
    public byte[] getBody() {
        return wrappedKey.clone();
    }
}
