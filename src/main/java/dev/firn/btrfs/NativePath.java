package dev.firn.btrfs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Paths as C strings and as arguments of commands.
 *
 * <p>A Java path is text in the locale's encoding ({@code sun.jnu.encoding}), a path of the kernel
 * is bytes. Where text cannot stand for the bytes, the path is refused: it would name something
 * else.
 */
final class NativePath {

    private static final Charset LOCALE =
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private NativePath() {}

    /**
     * The text of {@code path}, made absolute, which a command can be given as an argument.
     *
     * @throws UserException if the locale's encoding cannot spell it
     */
    static String text(Path path) {
        String text = path.toAbsolutePath().toString();
        try {
            // A path that was read from a directory keeps bytes that its text has lost.
            if (Path.of(text).equals(path.toAbsolutePath())
                    && LOCALE.newEncoder().canEncode(text)) {
                return text;
            }
        } catch (InvalidPathException e) {
            // refused below
        }
        throw new UserException(
                ErrorKind.USAGE,
                "cannot use '%s': the locale's encoding, %s, cannot spell its name"
                        .formatted(path, LOCALE),
                LOCALE.equals(StandardCharsets.UTF_8)
                        ? "rename it: its name is not UTF-8"
                        : "set LC_ALL=C.UTF-8");
    }

    /** {@code path}, made absolute, as a C string. */
    static MemorySegment of(Path path, Arena arena) {
        byte[] bytes = text(path).getBytes(LOCALE);
        MemorySegment string = arena.allocate(bytes.length + 1L); // zeroed, so it is ended
        MemorySegment.copy(bytes, 0, string, JAVA_BYTE, 0, bytes.length);
        return string;
    }

    /** The bytes of {@code path}, as a path of the kernel, not made absolute. */
    static byte[] bytes(Path path) {
        return path.toString().getBytes(LOCALE);
    }

    /** The bytes of a C string, without its end. */
    static byte[] bytes(MemorySegment string) {
        long length = 0;
        while (string.get(JAVA_BYTE, length) != 0) {
            length++;
        }
        return string.asSlice(0, length).toArray(JAVA_BYTE);
    }

    /** The path whose bytes are given; empty if Java has no path for them. */
    static Optional<Path> decode(byte[] bytes) {
        try {
            return Optional.of(
                    Path.of(LOCALE.newDecoder().decode(ByteBuffer.wrap(bytes)).toString()));
        } catch (CharacterCodingException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
