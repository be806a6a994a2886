package dev.firn.vault;

import dev.firn.codec.SealedOutput;
import dev.firn.crypto.Crypto;
import dev.firn.index.IndexWriter;
import dev.firn.keys.Recipients;
import dev.firn.model.Sha256;
import dev.firn.sendstream.SendCommandListener;
import dev.firn.sendstream.StreamSummary;
import dev.firn.storage.ObjectExistsException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import dev.firn.storage.OutcomeUnknownException;
import dev.firn.storage.StorageException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Makes the index of a snapshot while its stream passes, encrypted in a temporary file, and stores
 * it. Each attempt has an object of its own, as for chunks: what an earlier one left cannot be read
 * by the host, and so not be known to be the same. Used by one thread.
 */
public final class IndexUpload implements Closeable {

    /** A little smaller than what frames of chunks get, for next to no time. */
    private static final int COMPRESSION_LEVEL = 3;

    private final ObjectStore store;
    private final UUID id = UUID.randomUUID();
    private final ObjectKey key;
    private final FileBytes file;
    private final SealedOutput sealed;
    private final IndexWriter writer;

    /**
     * @param key where an index of this id is stored
     * @param temporary a directory of Firn's own; may be missing yet
     */
    IndexUpload(
            ObjectStore store, Function<UUID, ObjectKey> key, Recipients recipients, Path temporary)
            throws IOException {
        this.store = store;
        this.key = key.apply(id);
        OwnerOnly.makeDirectory(temporary);
        this.file = new FileBytes(temporary.resolve(id + ".index"));
        this.sealed = new SealedOutput(recipients, file, COMPRESSION_LEVEL);
        this.writer = new IndexWriter(sealed);
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
    public StoredIndex store(StreamSummary summary, Journal journal) throws IOException {
        MessageDigest stream = Crypto.sha256();
        journal.forEach(chunk -> stream.update(chunk.plain().bytes()));
        return store(summary, Sha256.ofBytes(stream.digest()));
    }

    /**
     * The same.
     *
     * @param stream digest of the stream, as the index has it
     */
    StoredIndex store(StreamSummary summary, Sha256 stream) throws IOException {
        writer.finish(summary, stream);
        sealed.finish();
        file.close();
        try {
            putOrFind();
        } catch (OutcomeUnknownException e) {
            // Not a look: that it can be seen does not say that it is durable. A put does.
            putOrFind();
        }
        return new StoredIndex(id, file.length(), file.sha256());
    }

    private void putOrFind() throws IOException {
        try {
            store.put(key, file);
        } catch (ObjectExistsException e) {
            requireStored(e);
        }
    }

    /** Nobody else has this key: what is there is what was put, if it is there. */
    private void requireStored(StorageException cause) throws IOException {
        Optional<ObjectInfo> info = store.info(key);
        if (info.isEmpty() || info.get().bytes() != file.length()) {
            throw cause;
        }
    }

    /** Deletes the temporary file. */
    @Override
    public void close() {
        sealed.close();
        file.discard();
    }
}
