package dev.firn.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CoderResult;
import java.util.Arrays;

/** A passphrase as age takes it: the UTF-8 of what was typed, not normalized. Wiped when closed. */
public final class Passphrase implements AutoCloseable {

    private final byte[] utf8;

    private Passphrase(byte[] utf8) {
        this.utf8 = utf8;
    }

    /**
     * The passphrase in {@code typed}, which is wiped.
     *
     * @throws IllegalArgumentException if it is empty or not well-formed UTF-16
     */
    public static Passphrase of(char[] typed) {
        byte[] room = new byte[typed.length * 3]; // no char takes more in UTF-8
        try {
            ByteBuffer encoded = ByteBuffer.wrap(room);
            CoderResult result = UTF_8.newEncoder().encode(CharBuffer.wrap(typed), encoded, true);
            if (result.isError()) {
                result.throwException();
            }
            if (encoded.position() == 0) {
                throw new IllegalArgumentException("the passphrase is empty");
            }
            return new Passphrase(Arrays.copyOf(room, encoded.position()));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the passphrase is not valid Unicode", e);
        } finally {
            Arrays.fill(room, (byte) 0);
            Arrays.fill(typed, '\0');
        }
    }

    /** The bytes themselves, not a copy. */
    byte[] utf8() {
        return utf8;
    }

    @Override
    public void close() {
        Arrays.fill(utf8, (byte) 0);
    }

    /** Says nothing: a passphrase is never printed. */
    @Override
    public String toString() {
        return "passphrase";
    }
}
