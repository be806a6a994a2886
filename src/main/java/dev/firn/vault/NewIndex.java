package dev.firn.vault;

import dev.firn.crypto.Crypto;
import dev.firn.keys.HostKey;
import dev.firn.keys.Recipients;
import dev.firn.model.Sha256;
import dev.firn.sendstream.SendCommandListener;
import dev.firn.sendstream.StreamSummary;
import dev.firn.storage.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * The index of a snapshot that is stored already, made again while its stream passes. A crash at
 * any instant leaves garbage at worst. Used by one thread.
 */
public final class NewIndex implements Closeable {

    private final Manifests manifests;
    private final Statements statements;
    private final Manifests.Signed manifest;
    private final HostKey hostKey;
    private final IndexUpload upload;

    /**
     * How to store it.
     *
     * @param hostKey signs for it
     * @param temporary a directory of Firn's own; may be missing yet
     */
    public record Settings(HostKey hostKey, Path temporary) {}

    NewIndex(
            ObjectStore store,
            Manifests manifests,
            Statements statements,
            Manifests.Signed manifest,
            Settings settings)
            throws IOException {
        this.manifests = manifests;
        this.statements = statements;
        this.manifest = manifest;
        this.hostKey = settings.hostKey();
        // To those who can read the chunks: nobody else could have read the lost one.
        this.upload =
                new IndexUpload(
                        store,
                        id -> IndexReading.key(manifest.manifest(), id),
                        Recipients.parse(manifest.manifest().getRecipientsList()),
                        settings.temporary());
    }

    /**
     * To be told of every command of the stream.
     *
     * @return throws UncheckedIOException if the temporary file cannot be written
     */
    public SendCommandListener listener() {
        return upload.listener();
    }

    /** Stores the index of the stream that has passed. */
    public void store(StreamSummary summary) throws IOException {
        MessageDigest stream = Crypto.sha256();
        manifests.chunks(manifest, chunk -> stream.update(chunk.plain().bytes()));
        StoredPart index = upload.store(summary, Sha256.ofBytes(stream.digest()));
        statements.state(Statements.Subject.INDEX, manifest, index, hostKey);
    }

    /** Deletes the temporary file. */
    @Override
    public void close() {
        upload.close();
    }
}
