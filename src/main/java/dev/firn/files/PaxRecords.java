package dev.firn.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.firn.sendstream.StreamTime;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a pax extended header says: lines of "length keyword=value" (POSIX.1-2017, pax, "pax
 * Extended Header"). Values are bytes; the length says where they end.
 */
final class PaxRecords {

    private static final int NANOS_MAX = 999_999_999;
    private static final int NANO_DIGITS = 9;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean isBinary;

    void add(String keyword, byte[] value) {
        add(keyword.getBytes(US_ASCII), value);
    }

    void add(String keyword, long value) {
        add(keyword, Long.toString(value).getBytes(US_ASCII));
    }

    /** In seconds, with nine digits after the point. */
    void add(String keyword, StreamTime time) {
        // Between 0 and a second, as it is set elsewhere, whatever the stream says.
        int nanos = Math.clamp(time.nanos(), 0, NANOS_MAX);
        String text =
                BigDecimal.valueOf(time.seconds())
                        .add(BigDecimal.valueOf(nanos, NANO_DIGITS))
                        .toPlainString();
        add(keyword, text.getBytes(US_ASCII));
    }

    /** A name: if it is not UTF-8, it says so, once and before it. */
    void addName(String keyword, byte[] name) {
        if (!isBinary && !isUtf8(name)) {
            isBinary = true;
            add("hdrcharset", "BINARY".getBytes(US_ASCII));
        }
        add(keyword, name);
    }

    private static boolean isUtf8(byte[] name) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** The length counts itself. */
    void add(byte[] keyword, byte[] value) {
        int rest = keyword.length + value.length + 3;
        int length = rest + 1;
        while (length != rest + digits(length)) {
            length = rest + digits(length);
        }
        bytes.writeBytes((length + " ").getBytes(US_ASCII));
        bytes.writeBytes(keyword);
        bytes.write('=');
        bytes.writeBytes(value);
        bytes.write('\n');
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
