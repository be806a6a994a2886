package dev.firn.vault;

import dev.firn.codec.ChunkDescription;
import dev.firn.codec.ChunkHeader;
import dev.firn.codec.ChunkRanges;
import dev.firn.codec.FrameTable;
import dev.firn.keys.Recipients;
import dev.firn.model.Chunk;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.FrozenObjectException;
import dev.firn.storage.NoSuchObjectException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fetches chunks, or ranges of them, and says what they are to be. */
final class StoredChunks {

    private final ObjectStore store;
    private final VaultId vault;
    private final Optional<FetchedChunks> fetched;

    /**
     * Those of {@code store}.
     *
     * @param fetched where whole chunks are looked for before
     */
    StoredChunks(ObjectStore store, VaultId vault, Optional<FetchedChunks> fetched) {
        this.store = store;
        this.vault = vault;
        this.fetched = fetched;
    }

    /** What the stored bytes of {@code chunk} are to be. */
    ChunkDescription description(Snapshot snapshot, Chunk chunk) {
        return new ChunkDescription(
                new ChunkHeader(vault, snapshot.id(), chunk.id(), chunk.offset()),
                chunk.bytes(),
                Recipients.parse(snapshot.provenance().recipients()),
                new FrameTable(
                        snapshot.stream().layout().frameBytes(),
                        chunk.frameBytes().stream().mapToInt(Integer::intValue).toArray()),
                Optional.empty()); // whoever decodes all of it compares the stored bytes
    }

    /**
     * All of a chunk, whose SHA-256 was compared. Its length is to be checked before.
     *
     * @throws DamagedVaultException if it is missing or is not what was stored
     */
    StoredBytes fetch(SnapshotId snapshot, Chunk chunk, StoredBytesFactory memory)
            throws IOException {
        Optional<StoredBytes> here = fetched(snapshot, chunk, memory);
        if (here.isPresent()) {
            return here.get();
        }
        ObjectKey key = ObjectKeys.chunk(snapshot, chunk);
        try (InputStream in = store.open(key, 0, chunk.storedBytes())) {
            return read(in, chunk, memory)
                    .orElseThrow(() -> damaged(snapshot, chunk, "its SHA-256 is wrong", null));
        } catch (NoSuchObjectException e) {
            throw damaged(snapshot, chunk, "it is missing", e);
        } catch (FrozenObjectException e) {
            throw frozen(key, e);
        }
    }

    private Optional<StoredBytes> fetched(
            SnapshotId snapshot, Chunk chunk, StoredBytesFactory memory) throws IOException {
        if (fetched.isEmpty()) {
            return Optional.empty();
        }
        Optional<InputStream> file = fetched.get().open(snapshot, chunk);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = file.get()) {
            Optional<StoredBytes> bytes = read(in, chunk, memory);
            if (bytes.isEmpty()) {
                fetched.get().drop(snapshot, chunk);
            }
            return bytes;
        }
    }

    /** All of {@code in}; empty if that is not what was stored. */
    private static Optional<StoredBytes> read(
            InputStream in, Chunk chunk, StoredBytesFactory memory) throws IOException {
        StoredBytes bytes = memory.create();
        boolean isWhole = false;
        try {
            bytes.readAll(in);
            bytes.close();
            isWhole = bytes.sha256().equals(chunk.stored());
            return isWhole ? Optional.of(bytes) : Optional.empty();
        } finally {
            if (!isWhole) {
                bytes.discard();
            }
        }
    }

    /**
     * A range of a chunk. The caller closes it.
     *
     * @throws DamagedVaultException if the chunk is missing
     */
    InputStream open(SnapshotId snapshot, Chunk chunk, ChunkRanges.Range range) throws IOException {
        ObjectKey key = ObjectKeys.chunk(snapshot, chunk);
        try {
            return store.open(key, range.offset(), range.length());
        } catch (NoSuchObjectException e) {
            throw damaged(snapshot, chunk, "it is missing", e);
        } catch (FrozenObjectException e) {
            throw frozen(key, e);
        }
    }

    private static UserException frozen(ObjectKey key, FrozenObjectException cause) {
        return new UserException(
                ErrorKind.THAW_PENDING,
                "cannot read chunk '%s': it is frozen".formatted(key),
                "'firn restore VOLUME@SNAPSHOT:PATH DESTINATION' thaws what it needs; run it, or run it"
                        + " again",
                cause);
    }

    /**
     * Checks that a chunk is there and as long as it was stored. Bytes that were cut off or put on
     * would not show in the range that is read.
     *
     * @throws DamagedVaultException if it is not
     */
    void requireSize(SnapshotId snapshot, Chunk chunk) throws IOException {
        Optional<ObjectInfo> info = store.info(ObjectKeys.chunk(snapshot, chunk));
        if (info.isEmpty()) {
            throw damaged(snapshot, chunk, "it is missing", null);
        }
        if (info.get().bytes() != chunk.storedBytes()) {
            throw damaged(
                    snapshot,
                    chunk,
                    "it has %d bytes, and the manifest says %d"
                            .formatted(info.get().bytes(), chunk.storedBytes()),
                    null);
        }
    }

    static DamagedVaultException damaged(
            SnapshotId id, Chunk chunk, String reason, @Nullable Throwable cause) {
        return ChunkObjects.damaged(id, chunk, reason, cause);
    }
}
