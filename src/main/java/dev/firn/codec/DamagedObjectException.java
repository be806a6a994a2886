package dev.firn.codec;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Stored bytes that are read as a whole are not what was stored. */
public final class DamagedObjectException extends IOException {

    public DamagedObjectException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
