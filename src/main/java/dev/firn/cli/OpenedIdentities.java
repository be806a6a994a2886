package dev.firn.cli;

import dev.firn.keys.Identities;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Identities that are opened, which may ask for a passphrase, when they are needed first. */
final class OpenedIdentities implements Closeable {

    private final Source source;
    private @Nullable Identities identities;

    /** Where they come from. */
    @FunctionalInterface
    interface Source {
        Identities open() throws IOException;
    }

    OpenedIdentities(Source source) {
        this.source = source;
    }

    Identities get() throws IOException {
        Identities opened = identities;
        if (opened == null) {
            opened = source.open();
            identities = opened;
        }
        return opened;
    }

    @Override
    public void close() {
        if (identities != null) {
            identities.close();
        }
    }
}
