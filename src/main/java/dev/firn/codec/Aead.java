package dev.firn.codec;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import org.conscrypt.Conscrypt;

/**
 * Who computes ChaCha20-Poly1305, which is nearly all that encryption costs. The JDK's own is three
 * to four times slower on processors without AVX-512; Conscrypt (BoringSSL) is not. Where its
 * native library is missing, the JDK's does the same work (docs/decisions/0030).
 */
final class Aead {

    private static final String CIPHER = "ChaCha20-Poly1305";

    /** Set to {@code jdk}, this system property turns Conscrypt off. */
    private static final String CHOICE = "firn.aead";

    private Aead() {}

    private static final class Chosen {
        static final Provider PROVIDER =
                "jdk".equals(System.getProperty(CHOICE)) ? jdk() : fastest(Conscrypt::newProvider);
    }

    /** The provider to encrypt and decrypt chunks with. Loads its native library at first use. */
    static Provider provider() {
        return Chosen.PROVIDER;
    }

    /** What {@code supplier} gives if it works on this machine, else the JDK's own provider. */
    static Provider fastest(Supplier<Provider> supplier) {
        try {
            Provider provider = supplier.get();
            Cipher.getInstance(CIPHER, provider);
            return provider;
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            return jdk(); // slower, and just as right
        }
    }

    static Provider jdk() {
        try {
            return Cipher.getInstance(CIPHER, "SunJCE").getProvider();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has ChaCha20-Poly1305 (JEP 329)", e);
        }
    }
}
