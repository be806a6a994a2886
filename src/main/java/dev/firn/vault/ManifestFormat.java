package dev.firn.vault;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.firn.format.v1.Manifest;
import dev.firn.format.v1.ManifestChunk;
import dev.firn.format.v1.ManifestIndex;
import dev.firn.format.v1.ManifestLink;
import dev.firn.format.v1.ManifestSequence;
import dev.firn.format.v1.ManifestSnapshot;
import dev.firn.format.v1.ManifestStream;
import dev.firn.format.v1.ManifestVersions;
import dev.firn.format.v1.ManifestVolume;
import dev.firn.model.Chunk;
import dev.firn.model.ChunkId;
import dev.firn.model.Layout;
import dev.firn.model.SequenceId;
import dev.firn.model.Sha256;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.Uuids;
import dev.firn.model.VolumeId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;

/** Manifests as JSON, and their parts as values; docs/format.md, section "Manifest". */
final class ManifestFormat {

    static final int FORMAT = 1;

    /** A page, the first one in manifest.json included, has at most so many chunks: about 4 MB. */
    static final int PAGE_CHUNKS_MAX = 8192;

    private ManifestFormat() {}

    /** The bytes of a manifest or a page: JSON, UTF-8, one field a line, a newline at the end. */
    static byte[] json(Message message) {
        try {
            return (JsonFormat.printer().print(message) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("manifests have no Any fields", e);
        }
    }

    /** Parses JSON into {@code builder}; fields of later versions are passed over. */
    static <B extends Message.Builder> B parse(byte[] json, B builder) throws IOException {
        JsonFormat.parser()
                .ignoringUnknownFields()
                .merge(new String(json, StandardCharsets.UTF_8), builder);
        return builder;
    }

    static ManifestChunk write(Chunk chunk) {
        return ManifestChunk.newBuilder()
                .setOffset(chunk.offset())
                .setBytes(chunk.bytes())
                .setUuid(chunk.id().toString())
                .setStoredBytes(chunk.storedBytes())
                .setStoredSha256(chunk.stored().toString())
                .setSha256(chunk.plain().toString())
                .addAllFrames(chunk.frameBytes())
                .build();
    }

    static Chunk read(ManifestChunk chunk) {
        return new Chunk(
                ChunkId.parse(chunk.getUuid()),
                chunk.getOffset(),
                chunk.getBytes(),
                chunk.getStoredBytes(),
                Sha256.parse(chunk.getStoredSha256()),
                Sha256.parse(chunk.getSha256()),
                chunk.getFramesList());
    }

    static ManifestVolume write(NewSnapshot.Volume volume) {
        return ManifestVolume.newBuilder()
                .setUuid(volume.id().toString())
                .setName(volume.name())
                .setHost(volume.host())
                .build();
    }

    static ManifestSequence write(NewSnapshot.Position position) {
        return ManifestSequence.newBuilder()
                .setUuid(position.sequence().toString())
                .setNumber(position.number())
                .setPosition(position.position())
                .build();
    }

    static ManifestSnapshot write(SnapshotId id, Snapshot.Source source, Instant stored) {
        return ManifestSnapshot.newBuilder()
                .setUuid(id.toString())
                .setReceivedUuid(source.received().map(UUID::toString).orElse(""))
                .setOriginUuid(source.origin().map(UUID::toString).orElse(""))
                .setGeneration(source.generation())
                .setTaken(source.taken().toString())
                .setStored(stored.toString())
                .setLabel(source.label())
                .build();
    }

    static ManifestStream write(int version, StreamWriter.Totals totals, Layout layout) {
        return ManifestStream.newBuilder()
                .setVersion(version)
                .setBytes(totals.streamBytes())
                .setStoredBytes(totals.storedBytes())
                .setChunks(totals.chunks())
                .setChunkBytes(layout.chunkBytes())
                .setFrameBytes(layout.frameBytes())
                .build();
    }

    static ManifestIndex write(StoredPart index) {
        return ManifestIndex.newBuilder()
                .setUuid(index.id().toString())
                .setStoredBytes(index.bytes())
                .setStoredSha256(index.sha256().toString())
                .build();
    }

    /**
     * @throws IllegalArgumentException if it is not of that form
     */
    static StoredPart read(ManifestIndex index) {
        return new StoredPart(
                Uuids.parse(index.getUuid()),
                index.getStoredBytes(),
                Sha256.parse(index.getStoredSha256()));
    }

    static ManifestVersions write(Snapshot.Versions versions) {
        return ManifestVersions.newBuilder()
                .setKernel(versions.kernel())
                .setBtrfsProgs(versions.btrfsProgs())
                .setFirn(versions.firn())
                .build();
    }

    static ManifestLink link(Snapshot snapshot) {
        return ManifestLink.newBuilder()
                .setSnapshot(snapshot.id().toString())
                .setManifestSha256(snapshot.provenance().manifest().toString())
                .build();
    }

    /**
     * The snapshot that a manifest describes.
     *
     * @param digest of manifest.json
     * @param chunkPages how many records hold its chunk list
     * @throws IllegalArgumentException if the manifest breaks an invariant
     * @throws UserException of kind FAILED if a later Firn wrote it
     */
    static Snapshot snapshot(Manifest manifest, Sha256 digest, int chunkPages) {
        if (manifest.getFormat() > FORMAT) {
            throw new UserException(
                    ErrorKind.FAILED,
                    "cannot read the manifest of snapshot %s: it has format %d, and this Firn knows %d"
                            .formatted(
                                    manifest.getSnapshot().getUuid(), manifest.getFormat(), FORMAT),
                    "use the Firn that wrote it, or a newer one");
        }
        if (manifest.getFormat() < FORMAT) {
            throw new IllegalArgumentException("it has format " + manifest.getFormat());
        }
        try {
            return new Snapshot(
                    SnapshotId.parse(manifest.getSnapshot().getUuid()),
                    new Snapshot.Place(
                            VolumeId.parse(manifest.getVolume().getUuid()),
                            SequenceId.parse(manifest.getSequence().getUuid()),
                            manifest.getSequence().getPosition()),
                    manifest.hasParent()
                            ? Optional.of(SnapshotId.parse(manifest.getParent().getSnapshot()))
                            : Optional.empty(),
                    source(manifest.getSnapshot()),
                    stream(manifest.getStream(), chunkPages),
                    provenance(manifest, digest));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("a time in it cannot be read", e);
        }
    }

    private static Snapshot.Source source(ManifestSnapshot snapshot) {
        return new Snapshot.Source(
                optionalUuid(snapshot.getReceivedUuid()),
                optionalUuid(snapshot.getOriginUuid()),
                snapshot.getGeneration(),
                Instant.parse(snapshot.getTaken()),
                snapshot.getLabel());
    }

    private static Optional<UUID> optionalUuid(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Uuids.parse(text));
    }

    /** What a manifest says of the stream. */
    static Snapshot.StreamFacts stream(ManifestStream stream, int chunkPages) {
        return new Snapshot.StreamFacts(
                stream.getVersion(),
                stream.getBytes(),
                stream.getStoredBytes(),
                stream.getChunks(),
                chunkPages,
                new Layout(stream.getChunkBytes(), stream.getFrameBytes()));
    }

    private static Snapshot.Provenance provenance(Manifest manifest, Sha256 digest) {
        ManifestVersions versions = manifest.getVersions();
        return new Snapshot.Provenance(
                Instant.parse(manifest.getSnapshot().getStored()),
                digest,
                Sha256.parse(manifest.getSignerSha256()),
                manifest.getRecipientsList(),
                new Snapshot.Versions(
                        versions.getKernel(), versions.getBtrfsProgs(), versions.getFirn()));
    }
}
