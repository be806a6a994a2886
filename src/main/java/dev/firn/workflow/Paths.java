package dev.firn.workflow;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.sendstream.StreamPath;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Paths below a snapshot's root, as people write and read them: escaped as StreamPath says. */
public final class Paths {

    /** The root itself. */
    public static final StreamPath ROOT = StreamPath.of(new byte[0]);

    private Paths() {}

    /**
     * The path that {@code text} means: slashes at its ends and double ones, and components {@code
     * .} are of no account.
     *
     * @throws UserException of kind USAGE if it has a component {@code ..}, or a backslash that
     *     begins no escape
     */
    public static StreamPath parse(String text) {
        byte[] bytes;
        try {
            bytes = StreamPath.parse(text).bytes();
        } catch (IllegalArgumentException e) {
            throw unusable(text, String.valueOf(e.getMessage()), e);
        }
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            if (i < bytes.length && bytes[i] != '/') {
                continue;
            }
            int length = i - start;
            boolean isDot = length == 1 && bytes[start] == '.';
            if (length == 2 && bytes[start] == '.' && bytes[start + 1] == '.') {
                throw unusable(text, "it has a component '..'", null);
            }
            if (length > 0 && !isDot) {
                if (path.size() > 0) {
                    path.write('/');
                }
                path.write(bytes, start, length);
            }
            start = i + 1;
        }
        return StreamPath.of(path.toByteArray());
    }

    private static UserException unusable(
            String text, String reason, @Nullable IllegalArgumentException cause) {
        return new UserException(
                ErrorKind.USAGE,
                "cannot use path '%s': %s".formatted(text, reason),
                "give it from the snapshot's root on, as 'firn ls' prints it; a backslash is \\\\",
                cause);
    }

    /** {@code name} in {@code folder}. */
    public static StreamPath in(StreamPath folder, StreamPath name) {
        if (folder.length() == 0) {
            return name;
        }
        byte[] path = new byte[folder.length() + 1 + name.length()];
        folder.copyTo(path, 0);
        path[folder.length()] = '/';
        name.copyTo(path, folder.length() + 1);
        return StreamPath.of(path);
    }

    /** What a path is called in its folder; empty for the root. */
    public static StreamPath name(StreamPath path) {
        byte[] bytes = path.bytes();
        int slash = bytes.length - 1;
        while (slash >= 0 && bytes[slash] != '/') {
            slash--;
        }
        return StreamPath.of(Arrays.copyOfRange(bytes, slash + 1, bytes.length));
    }

    /** Whether {@code path} is {@code folder} or below it. */
    public static boolean isWithin(StreamPath path, StreamPath folder) {
        byte[] bytes = path.bytes();
        byte[] start = folder.bytes();
        return start.length == 0
                || path.equals(folder)
                || (Arrays.mismatch(start, bytes) == start.length && bytes[start.length] == '/');
    }
}
