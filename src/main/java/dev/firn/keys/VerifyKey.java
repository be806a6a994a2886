package dev.firn.keys;

import dev.firn.model.Sha256;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** The public half of a {@link HostKey}: checks the signatures of manifests. */
public final class VerifyKey {

    private static final String LABEL = "PUBLIC KEY";
    // What stands before the 32 bytes in a SubjectPublicKeyInfo of Ed25519 (RFC 8410, section 4).
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int RAW_BYTES = 32;

    private final byte[] raw;
    private final PublicKey key;

    private VerifyKey(byte[] raw) {
        this.raw = raw;
        try {
            this.key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(new X509EncodedKeySpec(spki(raw)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("it is not an Ed25519 public key", e);
        }
    }

    /**
     * The key whose 32 bytes (RFC 8032) are given.
     *
     * @throws IllegalArgumentException if there are not 32, or they are no key
     */
    public static VerifyKey ofRaw(byte[] raw) {
        if (raw.length != RAW_BYTES) {
            throw new IllegalArgumentException(
                    "an Ed25519 public key has 32 bytes, not " + raw.length);
        }
        return new VerifyKey(raw.clone());
    }

    /**
     * The key in {@code pem}, a SubjectPublicKeyInfo.
     *
     * @throws IllegalArgumentException if it is not an Ed25519 public key; the message says why
     */
    public static VerifyKey ofPem(byte[] pem) {
        byte[] der = Pem.decode(LABEL, pem);
        if (der.length != SPKI_PREFIX.length + RAW_BYTES
                || !Arrays.equals(der, 0, SPKI_PREFIX.length, SPKI_PREFIX, 0, SPKI_PREFIX.length)) {
            throw new IllegalArgumentException("it is not an Ed25519 public key");
        }
        return new VerifyKey(Arrays.copyOfRange(der, SPKI_PREFIX.length, der.length));
    }

    /** The key as {@code openssl pkeyutl -verify -pubin -rawin} reads it. */
    public byte[] pem() {
        return Pem.encode(LABEL, spki(raw));
    }

    private static byte[] spki(byte[] raw) {
        byte[] der = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + raw.length);
        System.arraycopy(raw, 0, der, SPKI_PREFIX.length, raw.length);
        return der;
    }

    /** The SHA-256 of the key's 32 bytes, by which records and manifests name it. */
    public Sha256 fingerprint() {
        return Sha256.of(raw);
    }

    /** Tells whether {@code signature} is this key's for {@code message}. Never throws. */
    public boolean verify(byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false; // not of the form of a signature
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has Ed25519", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerifyKey that && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    /** The fingerprint. */
    @Override
    public String toString() {
        return fingerprint().toString();
    }
}
