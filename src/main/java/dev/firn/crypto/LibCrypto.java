package dev.firn.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * OpenSSL's libcrypto 3: a method per C function, as EVP_DigestInit(3) and EVP_EncryptInit(3)
 * describe them. A function that fails throws {@link IllegalStateException}: with the fixed
 * algorithms and lengths of this package only a lack of memory can make it fail.
 */
final class LibCrypto {

    /** EVP_CTRL_AEAD_GET_TAG and EVP_CTRL_AEAD_SET_TAG (openssl/evp.h). */
    static final int GET_TAG = 0x10;

    static final int SET_TAG = 0x11;

    private static final int OPENSSL_VERSION = 0;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY =
            SymbolLookup.libraryLookup("libcrypto.so.3", Arena.global());
    // The calls are short and call nothing back: arrays are passed as they are, without a copy.
    private static final Linker.Option ARRAYS = Linker.Option.critical(true);

    private static final MethodHandle MD_CTX_NEW = pointer("EVP_MD_CTX_new");
    private static final MethodHandle MD_CTX_FREE = nothing("EVP_MD_CTX_free", ADDRESS);
    private static final MethodHandle MD_CTX_COPY = status("EVP_MD_CTX_copy_ex", ADDRESS, ADDRESS);
    private static final MethodHandle DIGEST_INIT =
            status("EVP_DigestInit_ex", ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle DIGEST_UPDATE =
            status("EVP_DigestUpdate", ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle DIGEST_FINAL =
            status("EVP_DigestFinal_ex", ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle CIPHER_CTX_NEW = pointer("EVP_CIPHER_CTX_new");
    private static final MethodHandle CIPHER_CTX_FREE = nothing("EVP_CIPHER_CTX_free", ADDRESS);
    private static final MethodHandle CIPHER_CTX_CTRL =
            status("EVP_CIPHER_CTX_ctrl", ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle CIPHER_INIT =
            status("EVP_CipherInit_ex", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle CIPHER_UPDATE =
            status("EVP_CipherUpdate", ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle CIPHER_FINAL =
            status("EVP_CipherFinal_ex", ADDRESS, ADDRESS, ADDRESS);

    // Fetched once: the functions that name an algorithm look for it again at each use.
    private static final MemorySegment SHA256 = fetch("EVP_MD_fetch", "SHA2-256");
    private static final MemorySegment CHACHA20_POLY1305 =
            fetch("EVP_CIPHER_fetch", "ChaCha20-Poly1305");
    private static final String VERSION = readVersion();

    private LibCrypto() {}

    /** {@code OpenSSL_version}: the name and version of the library. */
    static String version() {
        return VERSION;
    }

    /** {@code EVP_MD_CTX_new}, for SHA-256. Freed when nothing refers to it any more. */
    static MemorySegment newDigest() {
        try {
            MemorySegment context = (MemorySegment) MD_CTX_NEW.invokeExact();
            return owned(context, "EVP_MD_CTX_new", MD_CTX_FREE);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** {@code EVP_DigestInit_ex}: begins a new SHA-256. */
    static void beginSha256(MemorySegment context) {
        try {
            require((int) DIGEST_INIT.invokeExact(context, SHA256, MemorySegment.NULL), "init");
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** {@code EVP_DigestUpdate}. */
    static void update(MemorySegment context, MemorySegment bytes) {
        try {
            require((int) DIGEST_UPDATE.invokeExact(context, bytes, bytes.byteSize()), "update");
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** {@code EVP_DigestFinal_ex}: puts the digest into {@code target}. */
    static void finish(MemorySegment context, MemorySegment target) {
        try {
            require((int) DIGEST_FINAL.invokeExact(context, target, MemorySegment.NULL), "final");
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** {@code EVP_MD_CTX_copy_ex}: makes {@code target} go on as {@code source} would. */
    static void copyDigest(MemorySegment target, MemorySegment source) {
        try {
            require((int) MD_CTX_COPY.invokeExact(target, source), "copy");
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** {@code EVP_CIPHER_CTX_new}. Wiped and freed when nothing refers to it any more. */
    static MemorySegment newCipher() {
        try {
            MemorySegment context = (MemorySegment) CIPHER_CTX_NEW.invokeExact();
            return owned(context, "EVP_CIPHER_CTX_new", CIPHER_CTX_FREE);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** {@code EVP_CipherInit_ex} for ChaCha20-Poly1305: a key of 32 bytes, a nonce of 12. */
    static void beginAead(MemorySegment context, byte[] key, byte[] nonce, boolean encrypt) {
        try {
            require(
                    (int)
                            CIPHER_INIT.invokeExact(
                                    context,
                                    CHACHA20_POLY1305,
                                    MemorySegment.NULL,
                                    MemorySegment.ofArray(key),
                                    MemorySegment.ofArray(nonce),
                                    encrypt ? 1 : 0),
                    "cipher init");
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** {@code EVP_CipherUpdate}: as many bytes come out as go in; at least one. */
    static void crypt(MemorySegment context, MemorySegment source, MemorySegment target) {
        int[] written = new int[1];
        try {
            require(
                    (int)
                            CIPHER_UPDATE.invokeExact(
                                    context,
                                    target,
                                    MemorySegment.ofArray(written),
                                    source,
                                    Math.toIntExact(source.byteSize())),
                    "cipher update");
        } catch (Throwable e) {
            throw failed(e);
        }
        if (written[0] != source.byteSize()) {
            throw new IllegalStateException("libcrypto: a stream cipher changed the length");
        }
    }

    /** {@code EVP_CipherFinal_ex}; false if the tag that was set is not that of the bytes. */
    static boolean finishAead(MemorySegment context) {
        try {
            return (int)
                            CIPHER_FINAL.invokeExact(
                                    context,
                                    MemorySegment.ofArray(new byte[16]),
                                    MemorySegment.ofArray(new int[1]))
                    > 0;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    /** {@code EVP_CIPHER_CTX_ctrl} with {@link #GET_TAG} or {@link #SET_TAG}. */
    static void tag(MemorySegment context, int command, byte[] tag) {
        try {
            require(
                    (int)
                            CIPHER_CTX_CTRL.invokeExact(
                                    context, command, tag.length, MemorySegment.ofArray(tag)),
                    "tag");
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static MemorySegment owned(MemorySegment context, String function, MethodHandle free) {
        if (context.equals(MemorySegment.NULL)) {
            throw new OutOfMemoryError("libcrypto: " + function + " failed");
        }
        // Arena.ofAuto: contexts are many and their owners (MessageDigest, Cipher) cannot be
        // closed.
        return context.reinterpret(
                Arena.ofAuto(),
                segment -> {
                    try {
                        free.invokeExact(segment);
                    } catch (Throwable e) {
                        throw failed(e);
                    }
                });
    }

    private static void require(int status, String what) {
        if (status != 1) {
            throw new IllegalStateException("libcrypto: " + what + " failed");
        }
    }

    private static RuntimeException failed(Throwable e) {
        return switch (e) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> throw new AssertionError("a downcall threw", e);
        };
    }

    private static MethodHandle status(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LIBRARY.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments), ARRAYS);
    }

    private static MethodHandle pointer(String name) {
        return LINKER.downcallHandle(LIBRARY.findOrThrow(name), FunctionDescriptor.of(ADDRESS));
    }

    private static MethodHandle nothing(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LIBRARY.findOrThrow(name), FunctionDescriptor.ofVoid(arguments));
    }

    private static MemorySegment fetch(String function, String algorithm) {
        MethodHandle fetch =
                LINKER.downcallHandle(
                        LIBRARY.findOrThrow(function),
                        FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found =
                    (MemorySegment)
                            fetch.invokeExact(
                                    MemorySegment.NULL,
                                    arena.allocateFrom(algorithm),
                                    MemorySegment.NULL);
            if (found.equals(MemorySegment.NULL)) {
                throw new IllegalStateException("libcrypto has no " + algorithm);
            }
            return found;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static String readVersion() {
        try {
            MethodHandle version =
                    LINKER.downcallHandle(
                            LIBRARY.findOrThrow("OpenSSL_version"),
                            FunctionDescriptor.of(ADDRESS, JAVA_INT));
            MemorySegment text = (MemorySegment) version.invokeExact(OPENSSL_VERSION);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            throw failed(e);
        }
    }
}
