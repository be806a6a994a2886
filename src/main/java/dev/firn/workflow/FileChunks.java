package dev.firn.workflow;

import dev.firn.catalog.Catalog.Visitor;
import dev.firn.files.Contents;
import dev.firn.model.Chunk;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.report.Progress;
import dev.firn.thaw.ChunkSupply;
import dev.firn.thaw.ThawNotes;
import dev.firn.vault.ChunkObjects;
import dev.firn.vault.ChunkRead;
import dev.firn.vault.ChunkWalk;
import dev.firn.vault.DamagedVaultException;
import dev.firn.vault.FrameReader;
import dev.firn.vault.NeededFrames;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The chunks that hold what is needed of files, of one snapshot or several, as far as the vault has
 * them. Two dozen bytes each in memory.
 */
final class FileChunks {

    private final Vault vault;
    private final Map<SnapshotId, Part> parts = new LinkedHashMap<>();
    private long chunks;
    private long bytes;

    /**
     * Lists the chunks of the snapshots that files are in.
     *
     * @param fault takes what is wrong with a chunk that is left out, as it is missing or cut
     */
    FileChunks(
            Vault vault,
            Contents contents,
            FrameReader frames,
            FrameReader.Extent extent,
            Consumer<DamagedVaultException> fault)
            throws IOException {
        this.vault = vault;
        contents.needed(needed -> {
            Part part = part(needed.snapshot());
            try {
                part.listing.find(needed.chunk());
                part.add(needed, frames.cost(needed, extent));
            } catch (DamagedVaultException e) {
                fault.accept(e);
            }
        });
    }

    private Part part(Snapshot snapshot) throws IOException {
        Part part = parts.get(snapshot.id());
        if (part == null) {
            part =
                    new Part(
                            vault.chunksOf(vault.manifest(snapshot)),
                            vault.chunks().list(snapshot.id()));
            parts.put(snapshot.id(), part);
        }
        return part;
    }

    /** How many there are. */
    long count() {
        return chunks;
    }

    /** How many bytes of them are fetched. */
    long bytes() {
        return bytes;
    }

    /**
     * What makes them readable where they are.
     *
     * @param destination where files are restored to, and which, as text
     */
    ChunkSupply supply(Lookup.Found target, String destination, Thawing thawing, Progress progress)
            throws IOException {
        return new ChunkSupply(
                vault.chunks(),
                parts.entrySet().stream()
                        .filter(entry -> entry.getValue().count > 0)
                        .map(entry ->
                                new ChunkSupply.Part(
                                        entry.getKey(), entry.getValue(), entry.getValue()::read))
                        .toList(),
                Optional.empty(),
                thawing.settings(),
                new ThawNotes(
                        thawing.jobs(),
                        target.snapshot().id(),
                        target.volume().name(),
                        destination),
                progress);
    }

    /** Those of one snapshot, in stream order. */
    private final class Part implements ChunkWalk {

        private final ChunkWalk all;
        private final ChunkObjects.Listing listing;
        private long[] offsets = new long[16];
        private long[] readBytes = new long[16];
        private int[] requests = new int[16];
        private int count;

        Part(ChunkWalk all, ChunkObjects.Listing listing) {
            this.all = all;
            this.listing = listing;
        }

        void add(NeededFrames needed, ChunkRead read) {
            if (count == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * count);
                readBytes = Arrays.copyOf(readBytes, 2 * count);
                requests = Arrays.copyOf(requests, 2 * count);
            }
            offsets[count] = needed.chunk().offset();
            readBytes[count] = read.bytes();
            requests[count] = read.requests();
            count++;
            chunks++;
            bytes += read.bytes();
        }

        @Override
        public void forEach(Visitor<Chunk> visitor) throws IOException {
            all.forEach(chunk -> {
                if (find(chunk) >= 0) {
                    visitor.visit(chunk);
                }
            });
        }

        ChunkRead read(Chunk chunk) {
            int index = find(chunk);
            return new ChunkRead(requests[index], readBytes[index]);
        }

        private int find(Chunk chunk) {
            return Arrays.binarySearch(offsets, 0, count, chunk.offset());
        }
    }
}
