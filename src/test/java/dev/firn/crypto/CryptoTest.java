package dev.firn.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.Provider;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The system's library and the JDK are held to each other. */
class CryptoTest {

    private static final long SEED = Long.getLong("firn.seed", System.nanoTime());
    private static final Provider NATIVE = new LibCryptoProvider();

    private final Random random = new Random(SEED);

    CryptoTest() {
        System.out.println("seed " + SEED);
    }

    @Test
    void thisMachineHasTheFastOne() {
        assertThat(Crypto.description()).startsWith("OpenSSL 3");
        assertThat(Crypto.sha256()).isInstanceOf(LibCryptoSha256.class);
        assertThat(Crypto.aeadProvider()).isInstanceOf(LibCryptoProvider.class);
    }

    @Test
    void theJdkStandsInWhereTheLibraryIsMissing() {
        assertThat(
                        Crypto.works(() -> {
                            throw new UnsatisfiedLinkError("no such library");
                        }))
                .isFalse();
        assertThat(Crypto.jdkAead().getName()).isEqualTo("SunJCE");
    }

    @Test
    void digestsAreThoseOfTheJdkHoweverTheBytesCome() throws Exception {
        for (int i = 0; i < 300; i++) {
            byte[] bytes = bytes(random.nextInt(i % 30 == 0 ? 2_000_000 : 5_000));
            MessageDigest digest = new LibCryptoSha256();
            int position = 0;
            while (position < bytes.length) {
                int count = random.nextInt(bytes.length - position + 1);
                feed(digest, bytes, position, count);
                position += count;
                if (random.nextInt(8) == 0) {
                    digest = (MessageDigest) digest.clone();
                }
            }

            byte[] expected = Crypto.jdkSha256().digest(bytes);
            assertThat(digest.digest()).isEqualTo(expected);
            assertThat(digest.digest(bytes)).as("used again").isEqualTo(expected);
        }
    }

    private void feed(MessageDigest digest, byte[] bytes, int position, int count) {
        switch (random.nextInt(4)) {
            case 0 -> digest.update(bytes, position, count);
            case 1 -> {
                ByteBuffer direct = ByteBuffer.allocateDirect(count + 3).position(3);
                direct.put(bytes, position, count).flip().position(3);
                digest.update(direct);
                assertThat(direct.hasRemaining()).isFalse();
            }
            case 2 -> digest.update(ByteBuffer.wrap(bytes, position, count).slice());
            default -> {
                for (int i = 0; i < count; i++) {
                    digest.update(bytes[position + i]);
                }
            }
        }
    }

    @Test
    void sealedBytesAreThoseOfTheJdk() throws Exception {
        for (int i = 0; i < 300; i++) {
            byte[] plain = bytes(random.nextInt(70_000));
            byte[] key = bytes(32);
            byte[] nonce = bytes(12);

            byte[] sealed = cipher(NATIVE, Cipher.ENCRYPT_MODE, key, nonce).doFinal(plain);

            assertThat(sealed)
                    .isEqualTo(
                            cipher(Crypto.jdkAead(), Cipher.ENCRYPT_MODE, key, nonce)
                                    .doFinal(plain));
            assertThat(cipher(NATIVE, Cipher.DECRYPT_MODE, key, nonce).doFinal(sealed))
                    .isEqualTo(plain);
            assertThat(throughBuffers(key, nonce, sealed, plain.length, i % 2 == 0))
                    .isEqualTo(plain);
        }
    }

    private static byte[] throughBuffers(
            byte[] key, byte[] nonce, byte[] sealed, int plainBytes, boolean direct)
            throws Exception {
        ByteBuffer source =
                direct ? ByteBuffer.allocateDirect(80_000) : ByteBuffer.allocate(80_000);
        ByteBuffer target =
                direct ? ByteBuffer.allocateDirect(80_000) : ByteBuffer.allocate(80_000);
        source.position(5).put(sealed).flip().position(5);
        target.position(7);
        cipher(NATIVE, Cipher.DECRYPT_MODE, key, nonce).doFinal(source, target);
        assertThat(source.hasRemaining()).isFalse();
        byte[] plain = new byte[plainBytes];
        target.flip().position(7).get(plain);
        assertThat(target.hasRemaining()).isFalse();
        return plain;
    }

    @Test
    void aChangedBitIsNoticedAndNothingIsGivenAway() throws Exception {
        byte[] key = bytes(32);
        byte[] nonce = bytes(12);
        byte[] sealed = cipher(NATIVE, Cipher.ENCRYPT_MODE, key, nonce).doFinal(bytes(200));
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            ByteBuffer target = ByteBuffer.allocate(300);
            Cipher cipher = cipher(NATIVE, Cipher.DECRYPT_MODE, key, nonce);

            assertThatThrownBy(() -> cipher.doFinal(ByteBuffer.wrap(changed), target))
                    .isInstanceOf(AEADBadTagException.class);
            assertThat(target.array()).containsOnly(0);
        }
    }

    @Test
    void aMessageShorterThanItsTagIsNoticed() throws Exception {
        for (int length = 0; length < 16; length++) {
            Cipher cipher = cipher(NATIVE, Cipher.DECRYPT_MODE, bytes(32), bytes(12));
            byte[] shorter = bytes(length);

            assertThatThrownBy(() -> cipher.doFinal(shorter))
                    .isInstanceOf(AEADBadTagException.class);
        }
    }

    @Test
    void aNonceIsGoodForOneMessage() throws Exception {
        Cipher cipher = cipher(NATIVE, Cipher.ENCRYPT_MODE, bytes(32), bytes(12));
        cipher.doFinal(bytes(10));

        assertThatThrownBy(() -> cipher.doFinal(bytes(10)))
                .isInstanceOf(IllegalStateException.class);
    }

    private static Cipher cipher(Provider provider, int mode, byte[] key, byte[] nonce)
            throws Exception {
        Cipher cipher = Cipher.getInstance(Crypto.AEAD, provider);
        cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(nonce));
        return cipher;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
