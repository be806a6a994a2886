package dev.firn.vault;

import dev.firn.codec.ChunkDecoder;
import dev.firn.codec.ChunkDescription;
import dev.firn.codec.ChunkHeader;
import dev.firn.codec.DamagedChunkException;
import dev.firn.codec.FrameSink;
import dev.firn.codec.FrameTable;
import dev.firn.keys.Identities;
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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the send stream of a stored snapshot. One thread fetches and checks chunks, a chunk or two
 * ahead; another decodes them, a frame or two ahead of the caller.
 */
public final class SnapshotReader {

    private final ObjectStore store;
    private final VaultId vault;
    private final Manifests manifests;
    private final Settings settings;

    /**
     * How to read.
     *
     * @param memoryBytes limit on the direct memory for fetched chunks
     * @param spool where chunks go that are too large for memory
     */
    public record Settings(Identities identities, long memoryBytes, Path spool) {}

    public SnapshotReader(
            ObjectStore store, VaultId vault, Manifests manifests, Settings settings) {
        this.store = store;
        this.vault = vault;
        this.manifests = manifests;
        this.settings = settings;
    }

    private record Fetched(Chunk chunk, StoredBytes bytes) {}

    /**
     * Passes the stream of a snapshot to {@code sink}, in order. Every byte was checked against the
     * signed manifest before.
     *
     * @throws DamagedVaultException if a chunk is missing or is not what was stored
     */
    public void read(Snapshot snapshot, Manifests.Signed manifest, FrameSink sink)
            throws IOException {
        Recipients recipients = Recipients.parse(snapshot.provenance().recipients());
        settings.identities().requireOneOf(recipients);
        StoredBytesFactory memory =
                new StoredBytesFactory(
                        settings.memoryBytes(),
                        snapshot.stream().layout().chunkBytes(),
                        settings.spool());
        try (Ahead<Fetched> chunks = fetching(snapshot, manifest, memory);
                Ahead<ByteBuffer> frames = decoding(snapshot, chunks)) {
            for (var next = frames.next(); next.isPresent(); next = frames.next()) {
                sink.frame(next.get());
            }
        }
    }

    private Ahead<Fetched> fetching(
            Snapshot snapshot, Manifests.Signed manifest, StoredBytesFactory memory) {
        return Ahead.start(
                "fetch",
                target -> {
                    ChunkListing listing = new ChunkListing(store, snapshot.id());
                    manifests.chunks(
                            manifest,
                            chunk -> {
                                requireSize(snapshot.id(), chunk, listing.find(chunk));
                                target.give(
                                        new Fetched(chunk, fetch(snapshot.id(), chunk, memory)));
                            });
                },
                dropped -> dropped.bytes().discard());
    }

    private Ahead<ByteBuffer> decoding(Snapshot snapshot, Ahead<Fetched> chunks) {
        return Ahead.start(
                "decode",
                target -> {
                    try (ChunkDecoder decoder = new ChunkDecoder(settings.identities())) {
                        for (var next = chunks.next(); next.isPresent(); next = chunks.next()) {
                            decode(decoder, snapshot, next.get(), target::give);
                        }
                    }
                },
                dropped -> {});
    }

    private void decode(ChunkDecoder decoder, Snapshot snapshot, Fetched next, FrameSink sink)
            throws IOException {
        Chunk chunk = next.chunk();
        StoredBytes bytes = next.bytes();
        ChunkDescription expected =
                new ChunkDescription(
                        new ChunkHeader(vault, snapshot.id(), chunk.id(), chunk.offset()),
                        chunk.bytes(),
                        Recipients.parse(snapshot.provenance().recipients()),
                        new FrameTable(
                                snapshot.stream().layout().frameBytes(),
                                chunk.frameBytes().stream().mapToInt(Integer::intValue).toArray()),
                        Optional.empty()); // fetch() has checked the stored bytes
        try (InputStream in = bytes.open()) {
            decoder.decode(in, expected, sink);
        } catch (DamagedChunkException e) {
            throw damaged(snapshot.id(), chunk, String.valueOf(e.getMessage()), e);
        } finally {
            bytes.discard();
        }
    }

    private static DamagedVaultException damaged(
            SnapshotId id, Chunk chunk, String reason, @Nullable Throwable cause) {
        return new DamagedVaultException(
                "cannot read chunk '%s': %s".formatted(ObjectKeys.chunk(id, chunk), reason),
                "get the object back from a copy of the vault, or restore another snapshot",
                cause);
    }

    private StoredBytes fetch(SnapshotId snapshot, Chunk chunk, StoredBytesFactory memory)
            throws IOException {
        ObjectKey key = ObjectKeys.chunk(snapshot, chunk);
        StoredBytes bytes = memory.create();
        boolean whole = false;
        try (InputStream in = store.open(key, 0, chunk.storedBytes())) {
            bytes.readAll(in);
            bytes.close();
            whole = bytes.sha256().equals(chunk.stored());
        } catch (NoSuchObjectException e) {
            throw damaged(snapshot, chunk, "it is missing", e);
        } catch (FrozenObjectException e) {
            throw new UserException(
                    ErrorKind.THAW_PENDING,
                    "cannot read chunk '%s': it is frozen".formatted(key),
                    "thaw it, and run the same command again",
                    e);
        } finally {
            if (!whole) {
                bytes.discard();
            }
        }
        if (!whole) {
            throw damaged(snapshot, chunk, "its SHA-256 is wrong", null);
        }
        return bytes;
    }

    /** Bytes that were cut off or put on would not show in the range that is read. */
    private static void requireSize(SnapshotId snapshot, Chunk chunk, Optional<ObjectInfo> info) {
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
}
