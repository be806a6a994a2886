package dev.firn.btrfs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Paths as C strings. Java's paths are UTF-8 here (the launcher sees to the locale); names that are
 * not UTF-8 have no Java path and are dealt with as bytes.
 */
final class NativePath {

    private static final String ENCODING = System.getProperty("sun.jnu.encoding", "");

    private NativePath() {}

    static MemorySegment of(Path path, Arena arena) {
        String text = path.toString();
        if (!ENCODING.equals("UTF-8") && !text.chars().allMatch(c -> c < 128)) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot use '%s': the locale's encoding is %s".formatted(path, ENCODING),
                    "set LC_ALL=C.UTF-8");
        }
        return arena.allocateFrom(text, StandardCharsets.UTF_8);
    }

    /** The bytes of a C string, without its end. */
    static byte[] bytes(MemorySegment text) {
        long length = 0;
        while (text.get(JAVA_BYTE, length) != 0) {
            length++;
        }
        return text.asSlice(0, length).toArray(JAVA_BYTE);
    }

    /** {@code base} and the relative path in {@code bytes}; empty if Java has no path for it. */
    static Optional<Path> resolve(Path base, byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return Optional.of(base.resolve(text));
        } catch (CharacterCodingException | InvalidPathException e) {
            return Optional.empty();
        }
    }
}
