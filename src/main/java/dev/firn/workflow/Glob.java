package dev.firn.workflow;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A pattern for names: {@code *} is any text, {@code ?} one character, {@code [a-z]} one of these,
 * {@code [!a-z]} one that is none of them. Escapes are those of {@link StreamPath}, and {@code \*},
 * {@code \?} and {@code \[} mean the character itself. A byte of a name that is not UTF-8 is one
 * character.
 */
public final class Glob {

    /** Above all characters: a byte that belongs to none. */
    private static final int BYTE = Character.MAX_CODE_POINT + 1;

    private final boolean ignoresCase;

    private final List<Item> items = new ArrayList<>();

    /** A character of the pattern, or a star. */
    private record Item(boolean isStar, IntPredicate test) {}

    private Glob(boolean ignoresCase) {
        this.ignoresCase = ignoresCase;
    }

    /**
     * The pattern {@code text}.
     *
     * @throws UserException of kind USAGE if it is none
     */
    public static Glob parse(String text, boolean ignoresCase) {
        Glob glob = new Glob(ignoresCase);
        glob.new Parsing(text).run();
        return glob;
    }

    private final class Parsing {

        private final String text;
        private final ByteArrayOutputStream literal = new ByteArrayOutputStream();
        private int at;

        Parsing(String text) {
            this.text = text;
        }

        void run() {
            while (at < text.length()) {
                int point = text.codePointAt(at);
                switch (point) {
                    case '*' -> special(new Item(true, _ -> true), 1);
                    case '?' -> special(new Item(false, _ -> true), 1);
                    case '[' -> set();
                    case '\\' -> escape();
                    default -> {
                        literal.writeBytes(
                                Character.toString(point).getBytes(StandardCharsets.UTF_8));
                        at += Character.charCount(point);
                    }
                }
            }
            endLiteral();
        }

        private void special(Item item, int length) {
            endLiteral();
            items.add(item);
            at += length;
        }

        /** Bytes that were given one by one may be one character together. */
        private void endLiteral() {
            for (int character : characters(literal.toByteArray())) {
                items.add(new Item(false, c -> c == character));
            }
            literal.reset();
        }

        private void escape() {
            char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            if ("*?[".indexOf(next) >= 0) {
                literal.write(next);
                at += 2;
                return;
            }
            int end = Math.min(at + (next == 'x' ? 4 : 2), text.length());
            try {
                literal.writeBytes(StreamPath.parse(text.substring(at, end)).bytes());
            } catch (IllegalArgumentException e) {
                throw unusable("a backslash in it begins no escape");
            }
            at = end;
        }

        private void set() {
            int end = text.indexOf(']', at + 2);
            if (end < 0) {
                throw unusable("a '[' in it has no ']'");
            }
            int[] points = text.substring(at + 1, end).codePoints().toArray();
            boolean isNegated = points[0] == '!' && points.length > 1;
            List<int[]> ranges = new ArrayList<>();
            for (int i = isNegated ? 1 : 0; i < points.length; i++) {
                int from = folded(points[i]);
                boolean isRange = i + 2 < points.length && points[i + 1] == '-';
                ranges.add(new int[] {from, isRange ? folded(points[i + 2]) : from});
                i += isRange ? 2 : 0;
            }
            special(
                    new Item(
                            false,
                            c ->
                                    isNegated
                                            != ranges.stream()
                                                    .anyMatch(r -> r[0] <= c && c <= r[1])),
                    end + 1 - at);
        }

        private UserException unusable(String reason) {
            return new UserException(
                    ErrorKind.USAGE,
                    "cannot use the pattern '%s': %s".formatted(text, reason),
                    "a backslash before *, ? or [ takes them literally; a backslash itself is \\\\");
        }
    }

    private int folded(int character) {
        return ignoresCase && character < BYTE
                ? Character.toLowerCase(Character.toUpperCase(character))
                : character;
    }

    /** UTF-8, where it is that. */
    private int[] characters(byte[] bytes) {
        int[] characters = new int[bytes.length];
        int count = 0;
        for (int i = 0; i < bytes.length; ) {
            int length = sequenceLength(bytes, i);
            characters[count++] =
                    length == 0
                            ? BYTE + Byte.toUnsignedInt(bytes[i])
                            : folded(point(bytes, i, length));
            i += Math.max(length, 1);
        }
        return Arrays.copyOf(characters, count);
    }

    private static int point(byte[] bytes, int at, int length) {
        return length == 1
                ? bytes[at]
                : new String(bytes, at, length, StandardCharsets.UTF_8).codePointAt(0);
    }

    /** Of the character that begins there; 0 if none does. */
    private static int sequenceLength(byte[] bytes, int at) {
        int first = Byte.toUnsignedInt(bytes[at]);
        if (first < 0x80) {
            return 1;
        }
        int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
        if (length == 0 || at + length > bytes.length) {
            return 0;
        }
        byte[] sequence = Arrays.copyOfRange(bytes, at, at + length);
        byte[] again =
                new String(sequence, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(sequence, again) ? length : 0;
    }

    /** Whether all of {@code name} is as the pattern says. Takes at most length times length. */
    public boolean matches(StreamPath name) {
        int[] text = characters(name.bytes());
        int at = 0;
        int item = 0;
        int star = -1;
        int starAt = 0;
        while (at < text.length) {
            if (item < items.size() && items.get(item).isStar()) {
                star = item++;
                starAt = at;
            } else if (item < items.size() && items.get(item).test().test(text[at])) {
                item++;
                at++;
            } else if (star >= 0) {
                item = star + 1;
                at = ++starAt;
            } else {
                return false;
            }
        }
        while (item < items.size() && items.get(item).isStar()) {
            item++;
        }
        return item == items.size();
    }
}
