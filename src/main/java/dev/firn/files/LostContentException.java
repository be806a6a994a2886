package dev.firn.files;

import dev.firn.sendstream.StreamPath;
import java.io.IOException;

/** A part of a file cannot be read. */
public final class LostContentException extends IOException {

    LostContentException(StreamPath path, long offset, long length, String reason) {
        super("'%s' lacks %d bytes at %d: %s".formatted(path, length, offset, reason));
    }
}
