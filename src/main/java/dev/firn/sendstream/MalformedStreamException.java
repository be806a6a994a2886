package dev.firn.sendstream;

import java.io.IOException;

/** The bytes are not a send stream. Says where, what was expected and what was found. */
public final class MalformedStreamException extends IOException {

    private final long offset;

    public MalformedStreamException(long offset, String expected, String found) {
        super(
                "malformed send stream at byte %d: expected %s, found %s"
                        .formatted(offset, expected, found));
        this.offset = offset;
    }

    /** Where the first bad byte or command is, counted from the start of the stream. */
    public long offset() {
        return offset;
    }
}
