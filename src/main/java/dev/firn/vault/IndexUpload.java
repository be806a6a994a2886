package dev.firn.vault;

import dev.firn.crypto.Crypto;
import dev.firn.index.IndexWriter;
import dev.firn.keys.Recipients;
import dev.firn.model.Sha256;
import dev.firn.sendstream.SendCommandListener;
import dev.firn.sendstream.StreamSummary;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.UUID;
import java.util.function.Function;

/** Makes the index of a snapshot while its stream passes, and stores it. Used by one thread. */
public final class IndexUpload implements Closeable {

    private final SealedUpload upload;
    private final IndexWriter writer;

    /**
     * @param key where an index of this id is stored
     * @param temporary a directory of Firn's own; may be missing yet
     */
    IndexUpload(
            ObjectStore store, Function<UUID, ObjectKey> key, Recipients recipients, Path temporary)
            throws IOException {
        this.upload = new SealedUpload(store, key, recipients, temporary);
        this.writer = new IndexWriter(upload.plain());
    }

    /**
     * To be told of every command of the stream.
     *
     * @return throws UncheckedIOException if the temporary file cannot be written
     */
    public SendCommandListener listener() {
        return writer;
    }

    /**
     * Ends the index and stores it.
     *
     * @param journal lists the chunks of the stream, all of them
     */
    public StoredPart store(StreamSummary summary, Journal journal) throws IOException {
        MessageDigest stream = Crypto.sha256();
        journal.forEach(chunk -> stream.update(chunk.plain().bytes()));
        return store(summary, Sha256.ofBytes(stream.digest()));
    }

    /**
     * The same.
     *
     * @param stream digest of the stream, as the index has it
     */
    StoredPart store(StreamSummary summary, Sha256 stream) throws IOException {
        writer.finish(summary, stream);
        return upload.store();
    }

    /** Deletes the temporary file. */
    @Override
    public void close() {
        upload.close();
    }
}
