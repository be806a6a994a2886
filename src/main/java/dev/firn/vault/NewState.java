package dev.firn.vault;

import dev.firn.keys.HostKey;
import dev.firn.keys.Recipients;
import dev.firn.storage.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A state of a snapshot's tree that is being stored: docs/format-state.md. A crash at any instant
 * leaves garbage at worst, and two who make one at once make two. Used by one thread.
 */
public final class NewState implements Closeable {

    private final Statements statements;
    private final Manifests.Signed manifest;
    private final HostKey hostKey;
    private final SealedUpload upload;

    NewState(
            ObjectStore store,
            Statements statements,
            Manifests.Signed manifest,
            NewIndex.Settings settings)
            throws IOException {
        this.statements = statements;
        this.manifest = manifest;
        this.hostKey = settings.hostKey();
        // To those who can read the chunks: a state tells no more than they do.
        this.upload =
                new SealedUpload(
                        store,
                        id -> Statements.key(Statements.Subject.STATE, manifest, id),
                        Recipients.parse(manifest.manifest().getRecipientsList()),
                        settings.temporary());
    }

    /** Takes the plain bytes of the state; need not be closed. */
    public OutputStream plain() {
        return upload.plain();
    }

    /**
     * Stores the state, which was given whole.
     *
     * @return length of the object in bytes
     */
    public long store() throws IOException {
        StoredPart part = upload.store();
        statements.state(Statements.Subject.STATE, manifest, part, hostKey);
        return part.bytes();
    }

    /** Deletes the temporary file. */
    @Override
    public void close() {
        upload.close();
    }
}
