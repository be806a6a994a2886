package dev.firn.crypto;

import java.security.Provider;
import java.util.List;
import java.util.Map;

/** Offers libcrypto's ChaCha20-Poly1305 to those who ask for a cipher of a provider. */
final class LibCryptoProvider extends Provider {

    private static final long serialVersionUID = 1;

    LibCryptoProvider() {
        super("FirnLibCrypto", "1", "ChaCha20-Poly1305 by the system's libcrypto");
        putService(new AeadService(this));
    }

    private static final class AeadService extends Service {

        AeadService(Provider provider) {
            super(
                    provider,
                    "Cipher",
                    Crypto.AEAD,
                    LibCryptoAead.class.getName(),
                    List.of(),
                    Map.of());
        }

        @Override
        public Object newInstance(Object constructorParameter) {
            return new LibCryptoAead();
        }
    }
}
