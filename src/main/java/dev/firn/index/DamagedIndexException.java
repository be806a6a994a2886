package dev.firn.index;

import java.io.IOException;

/** The bytes are not an index. Says where, and why not. */
public final class DamagedIndexException extends IOException {

    DamagedIndexException(long offset, String fault) {
        super("malformed index at byte %d: %s".formatted(offset, fault));
    }
}
