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
    private final Optional<FetchedChunks> fetched;

    /**
     * How to read.
     *
     * @param memoryBytes limit on the direct memory for fetched chunks
     * @param spool where chunks go that are too large for memory
     */
    public record Settings(Identities identities, long memoryBytes, Path spool) {}

    /**
     * Reads from {@code store}.
     *
     * @param fetched where chunks are looked for before
     */
    SnapshotReader(
            ObjectStore store,
            VaultId vault,
            Manifests manifests,
            Settings settings,
            Optional<FetchedChunks> fetched) {
        this.store = store;
        this.vault = vault;
        this.manifests = manifests;
        this.settings = settings;
        this.fetched = fetched;
    }

    private record Fetched(Chunk chunk, StoredBytes bytes) {}

    /**
     * Passes the stream of a snapshot to {@code sink}, in order. Every byte was checked against the
     * signed manifest before. That no object is longer than it should be is not: {@link
     * ChunkObjects} tells.
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
                target ->
                        manifests.chunks(
                                manifest,
                                chunk ->
                                        target.give(
                                                new Fetched(
                                                        chunk,
                                                        fetch(snapshot.id(), chunk, memory)))),
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
        return ChunkObjects.damaged(id, chunk, reason, cause);
    }

    private StoredBytes fetch(SnapshotId snapshot, Chunk chunk, StoredBytesFactory memory)
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
            throw new UserException(
                    ErrorKind.THAW_PENDING,
                    "cannot read chunk '%s': it is frozen".formatted(key),
                    "'firn restore' thaws what it needs; run it, or run it again",
                    e);
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
}
