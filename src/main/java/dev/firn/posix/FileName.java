package dev.firn.posix;

import dev.firn.sendstream.StreamPath;
import java.util.Arrays;

/** One name in a directory: bytes that cannot lead anywhere else. */
public final class FileName {

    /** NAME_MAX (linux/limits.h). */
    public static final int BYTES_MAX = 255;

    private final byte[] bytes;

    /**
     * @throws IllegalArgumentException if no file can have this name
     */
    public FileName(byte[] bytes) {
        this.bytes = bytes.clone();
        if (!isName(bytes)) {
            throw new IllegalArgumentException(
                    "'%s' is no name of a file".formatted(StreamPath.of(bytes)));
        }
    }

    /** Whether a file can have this name: no NUL, no slash, neither "." nor "..". */
    public static boolean isName(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > BYTES_MAX) {
            return false;
        }
        boolean isDots = true;
        for (byte b : bytes) {
            if (b == 0 || b == '/') {
                return false;
            }
            isDots &= b == '.';
        }
        return !isDots || bytes.length > 2;
    }

    /** The bytes, in a new array. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileName that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** As names of btrfs are printed, see {@link StreamPath}. */
    @Override
    public String toString() {
        return StreamPath.of(bytes).toString();
    }
}
