package dev.firn.files;

import dev.firn.model.Snapshot;
import dev.firn.tree.StreamId;
import dev.firn.vault.Manifests;
import java.io.IOException;
import java.util.Optional;

/** Where the streams are stored that a tree's extents lie in. Used by several threads. */
@FunctionalInterface
public interface Streams {

    /** A stored stream and its list of chunks. */
    record Stored(Snapshot snapshot, Manifests.Signed manifest) {}

    /**
     * The snapshot of a stream; empty if the vault has none.
     *
     * @throws dev.firn.vault.DamagedVaultException if its manifest is not what was signed
     */
    Optional<Stored> stored(StreamId stream) throws IOException;
}
