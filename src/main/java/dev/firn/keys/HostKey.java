package dev.firn.keys;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * The host's Ed25519 key (RFC 8032), with which it signs the manifests of what it stores. Age says
 * nothing about who encrypted; this does.
 */
public final class HostKey {

    private static final String NOUN = "host key";
    private static final String LABEL = "PRIVATE KEY";
    // What stands before the 32 bytes in a PKCS#8 key of Ed25519 (RFC 8410, section 7).
    private static final byte[] PKCS8_PREFIX =
            HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final int SEED_BYTES = 32;

    private final PrivateKey key;
    private final VerifyKey verifyKey;

    private HostKey(byte[] der) throws GeneralSecurityException {
        this.key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der));
        // The JDK does not tell the public key of a private one.
        this.verifyKey =
                VerifyKey.ofRaw(
                        new Ed25519PrivateKeyParameters(der, PKCS8_PREFIX.length)
                                .generatePublicKey()
                                .getEncoded());
    }

    /**
     * Makes a new key and stores it in {@code file}, mode 0600, durable, as PKCS#8 PEM.
     *
     * @throws UserException if the file exists, which is left as it is
     */
    public static HostKey create(Path file) throws IOException {
        byte[] der = Arrays.copyOf(PKCS8_PREFIX, PKCS8_PREFIX.length + SEED_BYTES);
        byte[] seed = new byte[SEED_BYTES];
        new SecureRandom().nextBytes(seed);
        System.arraycopy(seed, 0, der, PKCS8_PREFIX.length, SEED_BYTES);
        byte[] pem = Pem.encode(LABEL, der);
        try {
            HostKey hostKey = new HostKey(der);
            KeyFile.create(file, pem, NOUN);
            return hostKey;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has Ed25519", e);
        } finally {
            Arrays.fill(seed, (byte) 0);
            Arrays.fill(der, (byte) 0);
            Arrays.fill(pem, (byte) 0);
        }
    }

    /**
     * Opens the key in {@code file}, as {@link #create} or {@code openssl genpkey -algorithm
     * ed25519} wrote it.
     *
     * @throws UserException of kind NOT_FOUND if there is no such file, WRONG_KEY if it holds no
     *     such key
     */
    public static HostKey open(Path file) throws IOException {
        byte[] pem = KeyFile.read(file, NOUN);
        byte[] der = new byte[0];
        try {
            der = Pem.decode(LABEL, pem);
            if (der.length != PKCS8_PREFIX.length + SEED_BYTES
                    || !Arrays.equals(
                            der, 0, PKCS8_PREFIX.length, PKCS8_PREFIX, 0, PKCS8_PREFIX.length)) {
                throw new IllegalArgumentException("it is not an Ed25519 private key");
            }
            return new HostKey(der);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new UserException(
                    ErrorKind.WRONG_KEY,
                    "cannot open %s '%s': %s".formatted(NOUN, file, e.getMessage()),
                    "give the file that 'firn init' wrote",
                    e);
        } finally {
            Arrays.fill(pem, (byte) 0);
            Arrays.fill(der, (byte) 0);
        }
    }

    /** The public half. */
    public VerifyKey verifyKey() {
        return verifyKey;
    }

    /** The signature of {@code message}: 64 bytes, as openssl's {@code -sigfile} takes them. */
    public byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has Ed25519", e);
        }
    }
}
