package dev.firn.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.function.Supplier;
import javax.crypto.Cipher;

/** Gives the fastest implementation that works on this machine. */
public final class Crypto {

    static final String AEAD = "ChaCha20-Poly1305";

    /** Set to {@code jdk}, this system property turns the system's library off. */
    private static final String CHOICE = "firn.crypto";

    private static final boolean NATIVE =
            !"jdk".equals(System.getProperty(CHOICE)) && works(LibCrypto::version);

    private static final Provider AEAD_PROVIDER = NATIVE ? new LibCryptoProvider() : jdkAead();

    private Crypto() {}

    /** A new SHA-256 computation (FIPS 180-4). Used by one thread. */
    public static MessageDigest sha256() {
        return NATIVE ? new LibCryptoSha256() : jdkSha256();
    }

    /** The provider of the cipher ChaCha20-Poly1305 (RFC 8439) to encrypt and decrypt with. */
    public static Provider aeadProvider() {
        return AEAD_PROVIDER;
    }

    /** Who computes, for a person to read: {@code OpenSSL 3.0.19 27 Jan 2026} or the JDK. */
    public static String description() {
        return NATIVE ? LibCrypto.version() : "the JDK's own (libcrypto.so.3 was not found)";
    }

    /** Whether {@code supplier} gives something here. */
    static boolean works(Supplier<String> supplier) {
        try {
            return !supplier.get().isEmpty();
        } catch (RuntimeException | LinkageError e) {
            return false; // the JDK is slower, and just as right
        }
    }

    static Provider jdkAead() {
        try {
            return Cipher.getInstance(AEAD, "SunJCE").getProvider();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has ChaCha20-Poly1305 (JEP 329)", e);
        }
    }

    static MessageDigest jdkSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
