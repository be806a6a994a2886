package dev.firn.sendstream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A path or name as btrfs has it: bytes, in any encoding or none. Printed as UTF-8 where it is that
 * and can be printed; a backslash is {@code \\}, and every other byte {@code \n}, {@code \t} or
 * {@code \xHH}. {@link #parse} reads that form back.
 */
public final class StreamPath {

    private final byte[] bytes;

    private StreamPath(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The path with these bytes, which are copied. */
    public static StreamPath of(byte[] bytes) {
        return new StreamPath(bytes.clone());
    }

    /**
     * The path that {@link #toString} printed.
     *
     * @throws IllegalArgumentException if there is a backslash that begins no escape
     */
    public static StreamPath parse(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (point != '\\') {
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            char kind = i < text.length() ? text.charAt(i) : ' ';
            switch (kind) {
                case '\\' -> bytes.write('\\');
                case 'n' -> bytes.write('\n');
                case 't' -> bytes.write('\t');
                case 'x' -> {
                    if (i + 3 > text.length()) {
                        throw badEscape(text, i - 1);
                    }
                    bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                    i += 2;
                }
                default -> throw badEscape(text, i - 1);
            }
            i++;
        }
        return new StreamPath(bytes.toByteArray());
    }

    private static IllegalArgumentException badEscape(String text, int at) {
        return new IllegalArgumentException(
                "'%s' has a backslash at character %d that begins no escape".formatted(text, at));
    }

    /** The bytes, in a new array. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    /** Puts the bytes into {@code target} from {@code at} on, without a copy in between. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamPath that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 2);
        while (in.hasRemaining()) {
            out.clear();
            var result = decoder.reset().decode(in, out, true);
            appendPrintable(text, out.flip().toString());
            if (result.isError()) {
                for (int i = 0; i < result.length(); i++) {
                    appendHex(text, in.get());
                }
            }
        }
        return text.toString();
    }

    private static void appendPrintable(StringBuilder text, String decoded) {
        decoded.codePoints()
                .forEach(point -> {
                    switch (point) {
                        case '\\' -> text.append("\\\\");
                        case '\n' -> text.append("\\n");
                        case '\t' -> text.append("\\t");
                        default -> appendPoint(text, point);
                    }
                });
    }

    private static void appendPoint(StringBuilder text, int point) {
        if (isPrintable(point)) {
            text.appendCodePoint(point);
            return;
        }
        for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
            appendHex(text, b);
        }
    }

    private static boolean isPrintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            case Character.SPACE_SEPARATOR -> point == ' ';
            default -> true;
        };
    }

    private static void appendHex(StringBuilder text, byte b) {
        text.append("\\x").append(HexFormat.of().toHexDigits(b));
    }
}
