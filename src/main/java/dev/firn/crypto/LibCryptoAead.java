package dev.firn.crypto;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * ChaCha20-Poly1305 (RFC 8439) by libcrypto, of whole messages: what age needs. Bytes of arrays and
 * direct memory are worked on where they are; source and target must not overlap.
 */
final class LibCryptoAead extends CipherSpi {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final MemorySegment context = LibCrypto.newCipher();
    private byte[] nonce = {};
    private boolean encrypt;
    private boolean ready;

    @Override
    protected void engineInit(
            int mode, Key key, @Nullable AlgorithmParameterSpec parameters, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        ready = false;
        if (mode != Cipher.ENCRYPT_MODE && mode != Cipher.DECRYPT_MODE) {
            throw new UnsupportedOperationException("only encryption and decryption");
        }
        if (!(parameters instanceof IvParameterSpec iv) || iv.getIV().length != NONCE_BYTES) {
            throw new InvalidAlgorithmParameterException("a nonce of 12 bytes is needed");
        }
        byte[] secret = key.getEncoded();
        if (secret == null || secret.length != KEY_BYTES) {
            throw new InvalidKeyException("a key of 32 bytes is needed");
        }
        nonce = iv.getIV();
        encrypt = mode == Cipher.ENCRYPT_MODE;
        LibCrypto.beginAead(context, secret, nonce, encrypt);
        Arrays.fill(secret, (byte) 0);
        ready = true;
    }

    @Override
    protected int engineDoFinal(ByteBuffer source, ByteBuffer target)
            throws ShortBufferException, AEADBadTagException {
        int length = engineGetOutputSize(source.remaining());
        if (target.remaining() < length) {
            throw new ShortBufferException("%d bytes need more room".formatted(length));
        }
        MemorySegment to = MemorySegment.ofBuffer(target).asSlice(0, length);
        crypt(MemorySegment.ofBuffer(source), to);
        source.position(source.limit());
        target.position(target.position() + length);
        return length;
    }

    @Override
    protected byte[] engineDoFinal(byte[] source, int offset, int length)
            throws AEADBadTagException {
        byte[] target = new byte[engineGetOutputSize(length)];
        crypt(MemorySegment.ofArray(source).asSlice(offset, length), MemorySegment.ofArray(target));
        return target;
    }

    @Override
    protected int engineDoFinal(
            byte[] source, int offset, int length, byte[] target, int targetOffset)
            throws ShortBufferException, AEADBadTagException {
        byte[] result = engineDoFinal(source, offset, length);
        if (target.length - targetOffset < result.length) {
            throw new ShortBufferException("%d bytes need more room".formatted(result.length));
        }
        System.arraycopy(result, 0, target, targetOffset, result.length);
        return result.length;
    }

    private void crypt(MemorySegment source, MemorySegment target) throws AEADBadTagException {
        if (!ready) {
            // The same nonce must never encrypt two messages (RFC 8439, section 4).
            throw new IllegalStateException("a new nonce is needed");
        }
        ready = false;
        if (encrypt) {
            seal(source, target);
        } else {
            open(source, target);
        }
    }

    private void seal(MemorySegment plain, MemorySegment target) {
        if (plain.byteSize() > 0) {
            LibCrypto.crypt(context, plain, target.asSlice(0, plain.byteSize()));
        }
        LibCrypto.finishAead(context);
        byte[] tag = new byte[TAG_BYTES];
        LibCrypto.tag(context, LibCrypto.GET_TAG, tag);
        MemorySegment.copy(MemorySegment.ofArray(tag), 0, target, plain.byteSize(), TAG_BYTES);
    }

    private void open(MemorySegment sealed, MemorySegment target) throws AEADBadTagException {
        long plainBytes = sealed.byteSize() - TAG_BYTES;
        if (plainBytes < 0) {
            throw new AEADBadTagException("the message is shorter than a tag");
        }
        byte[] tag = new byte[TAG_BYTES];
        MemorySegment.copy(sealed, plainBytes, MemorySegment.ofArray(tag), 0, TAG_BYTES);
        LibCrypto.tag(context, LibCrypto.SET_TAG, tag);
        if (plainBytes > 0) {
            LibCrypto.crypt(context, sealed.asSlice(0, plainBytes), target);
        }
        if (!LibCrypto.finishAead(context)) {
            target.fill((byte) 0); // nobody sees what is not authentic
            throw new AEADBadTagException("the tag is wrong");
        }
    }

    @Override
    protected int engineGetOutputSize(int inputBytes) {
        return encrypt ? Math.addExact(inputBytes, TAG_BYTES) : Math.max(0, inputBytes - TAG_BYTES);
    }

    @Override
    protected int engineGetBlockSize() {
        return 0; // a stream cipher has none
    }

    @Override
    protected byte[] engineGetIV() {
        return nonce.clone();
    }

    @Override
    protected int engineGetKeySize(Key key) {
        return KEY_BYTES * Byte.SIZE;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return null;
    }

    @Override
    protected void engineInit(int mode, Key key, SecureRandom random) throws InvalidKeyException {
        throw new InvalidKeyException("a nonce is needed");
    }

    @Override
    protected void engineInit(
            int mode, Key key, @Nullable AlgorithmParameters parameters, SecureRandom random)
            throws InvalidAlgorithmParameterException {
        throw new InvalidAlgorithmParameterException("a nonce is needed, as an IvParameterSpec");
    }

    @Override
    protected byte[] engineUpdate(byte[] source, int offset, int length) {
        throw onlyWhole();
    }

    @Override
    protected int engineUpdate(
            byte[] source, int offset, int length, byte[] target, int targetOffset) {
        throw onlyWhole();
    }

    @Override
    protected void engineUpdateAAD(byte[] source, int offset, int length) {
        throw onlyWhole();
    }

    private static UnsupportedOperationException onlyWhole() {
        return new UnsupportedOperationException("only whole messages, without other data");
    }

    @Override
    protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
        if (!mode.equals("None")) {
            throw new NoSuchAlgorithmException(mode);
        }
    }

    @Override
    protected void engineSetPadding(String padding) throws NoSuchPaddingException {
        if (!padding.equals("NoPadding")) {
            throw new NoSuchPaddingException(padding);
        }
    }
}
