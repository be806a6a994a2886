package dev.firn.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 digest (FIPS 180-4): 32 bytes, as a value. Kept as four longs: a vault has millions.
 */
public record Sha256(long a, long b, long c, long d) {

    /** Length of a digest in bytes. */
    public static final int BYTES = 32;

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The digest whose bytes are given. */
    public static Sha256 ofBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    "a SHA-256 digest has 32 bytes, not " + bytes.length);
        }
        return new Sha256(
                (long) LONGS.get(bytes, 0),
                (long) LONGS.get(bytes, 8),
                (long) LONGS.get(bytes, 16),
                (long) LONGS.get(bytes, 24));
    }

    /** The digest that {@code hex}, 64 hexadecimal digits, spells. */
    public static Sha256 parse(String hex) {
        return ofBytes(HexFormat.of().parseHex(hex));
    }

    /** Digests {@code content}. */
    public static Sha256 of(byte[] content) {
        try {
            return ofBytes(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The 32 bytes of the digest, in a new array. */
    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        LONGS.set(bytes, 0, a);
        LONGS.set(bytes, 8, b);
        LONGS.set(bytes, 16, c);
        LONGS.set(bytes, 24, d);
        return bytes;
    }

    /** 64 lower-case hexadecimal digits, as {@code sha256sum} prints them. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
