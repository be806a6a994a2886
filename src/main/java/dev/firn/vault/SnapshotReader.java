package dev.firn.vault;

import dev.firn.codec.ChunkDecoder;
import dev.firn.codec.DamagedChunkException;
import dev.firn.codec.FrameSink;
import dev.firn.keys.Identities;
import dev.firn.keys.Recipients;
import dev.firn.model.Chunk;
import dev.firn.model.Snapshot;
import dev.firn.model.VaultId;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads the send stream of a stored snapshot. One thread fetches and checks chunks, a chunk or two
 * ahead; another decodes them, a frame or two ahead of the caller.
 */
public final class SnapshotReader {

    private final StoredChunks stored;
    private final Manifests manifests;
    private final Settings settings;

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
        this.stored = new StoredChunks(store, vault, fetched);
        this.manifests = manifests;
        this.settings = settings;
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
                                                        stored.fetch(
                                                                snapshot.id(), chunk, memory)))),
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
        try (InputStream in = bytes.open()) {
            decoder.decode(in, stored.description(snapshot, chunk), sink);
        } catch (DamagedChunkException e) {
            throw StoredChunks.damaged(snapshot.id(), chunk, String.valueOf(e.getMessage()), e);
        } finally {
            bytes.discard();
        }
    }
}
