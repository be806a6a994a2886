package dev.firn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Provider;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class AeadTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());

    @Test
    void bothProvidersMakeTheSameBytes() throws Exception {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            byte[] plain = new byte[random.nextInt(70_000)];
            byte[] key = new byte[32];
            byte[] nonce = new byte[12];
            random.nextBytes(plain);
            random.nextBytes(key);
            random.nextBytes(nonce);

            byte[] chosen = run(Aead.provider(), Cipher.ENCRYPT_MODE, key, nonce, plain);

            assertThat(chosen).isEqualTo(run(Aead.jdk(), Cipher.ENCRYPT_MODE, key, nonce, plain));
            assertThat(run(Aead.provider(), Cipher.DECRYPT_MODE, key, nonce, chosen))
                    .isEqualTo(plain);
        }
    }

    @Test
    void theJdkStandsInWhereTheFastOneIsMissing() {
        assertThat(
                        Aead.fastest(
                                        () -> {
                                            throw new UnsatisfiedLinkError(
                                                    "no library for this machine");
                                        })
                                .getName())
                .isEqualTo("SunJCE");
        assertThat(Aead.fastest(() -> new Provider("empty", "1", "has nothing") {}).getName())
                .isEqualTo("SunJCE");
    }

    private static byte[] run(Provider provider, int mode, byte[] key, byte[] nonce, byte[] in)
            throws Exception {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305", provider);
        cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
        return cipher.doFinal(in);
    }
}
