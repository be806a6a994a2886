package dev.firn.tree;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bytes are not a state of a tree. Says where, and why not. */
public final class DamagedStateException extends IOException {

    DamagedStateException(long record, String fault, @Nullable Throwable cause) {
        super("malformed state at record %d: %s".formatted(record, fault), cause);
    }
}
