package dev.firn.catalog;

import static dev.firn.catalog.ProtoFields.bytes;
import static dev.firn.catalog.ProtoFields.digest;
import static dev.firn.catalog.ProtoFields.optionalUuid;
import static dev.firn.catalog.ProtoFields.time;
import static dev.firn.catalog.ProtoFields.uuid;

import dev.firn.format.v1.Chunks;
import dev.firn.format.v1.SnapshotSeqHead;
import dev.firn.format.v1.SnapshotSequence;
import dev.firn.model.Chunk;
import dev.firn.model.ChunkId;
import dev.firn.model.Layout;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.SequencePage;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Values to records and back; docs/format.md, section "Records". The values check themselves, so
 * that writing and reading check the same.
 */
final class RecordFormat {

    /** The number that stands in every record. */
    static final int FORMAT = 1;

    private RecordFormat() {}

    static SnapshotSeqHead write(SequenceHead head) {
        return SnapshotSeqHead.newBuilder()
                .setFormat(FORMAT)
                .setVolumeUuid(bytes(head.volume().uuid()))
                .setName(head.name())
                .setHost(head.host())
                .setCurrentSequenceUuid(bytes(head.current().uuid()))
                .addAllPreviousSequenceUuid(
                        head.previous().stream().map(id -> bytes(id.uuid())).toList())
                .setSequencesBegun(head.begun())
                .build();
    }

    static SequenceHead read(SnapshotSeqHead record) {
        return new SequenceHead(
                new VolumeId(uuid(record.getVolumeUuid())),
                record.getName(),
                record.getHost(),
                new SequenceId(uuid(record.getCurrentSequenceUuid())),
                record.getPreviousSequenceUuidList().stream()
                        .map(bytes -> new SequenceId(uuid(bytes)))
                        .toList(),
                record.getSequencesBegun());
    }

    static SnapshotSequence write(SequencePage page) {
        return SnapshotSequence.newBuilder()
                .setFormat(FORMAT)
                .setSequenceUuid(bytes(page.sequence().uuid()))
                .setVolumeUuid(bytes(page.volume().uuid()))
                .setNumber(page.number())
                .setPage(page.page())
                .addAllSnapshotUuid(page.snapshots().stream().map(id -> bytes(id.uuid())).toList())
                .build();
    }

    static SequencePage read(SnapshotSequence record) {
        return new SequencePage(
                new SequenceId(uuid(record.getSequenceUuid())),
                new VolumeId(uuid(record.getVolumeUuid())),
                record.getNumber(),
                record.getPage(),
                record.getSnapshotUuidList().stream()
                        .map(bytes -> new SnapshotId(uuid(bytes)))
                        .toList());
    }

    static dev.firn.format.v1.Snapshot write(Snapshot snapshot) {
        Snapshot.Source source = snapshot.source();
        Instant taken = source.taken();
        Snapshot.StreamFacts stream = snapshot.stream();
        Snapshot.Provenance provenance = snapshot.provenance();
        return dev.firn.format.v1.Snapshot.newBuilder()
                .setFormat(FORMAT)
                .setSnapshotUuid(bytes(snapshot.id().uuid()))
                .setVolumeUuid(bytes(snapshot.place().volume().uuid()))
                .setSequenceUuid(bytes(snapshot.place().sequence().uuid()))
                .setPosition(snapshot.place().position())
                .setParentUuid(bytes(snapshot.parent().map(SnapshotId::uuid)))
                .setReceivedUuid(bytes(source.received()))
                .setOriginUuid(bytes(source.origin()))
                .setGeneration(source.generation())
                .setTakenSeconds(taken.getEpochSecond())
                .setTakenNanos(taken.getNano())
                .setStoredSeconds(provenance.stored().getEpochSecond())
                .setLabel(source.label())
                .setStreamVersion(stream.version())
                .setStreamBytes(stream.bytes())
                .setStoredBytes(stream.storedBytes())
                .setChunkCount(stream.chunks())
                .setChunkPages(stream.chunkPages())
                .setManifestSha256(bytes(provenance.manifest()))
                .setSignerSha256(bytes(provenance.signer()))
                .addAllRecipient(provenance.recipients())
                .setKernelVersion(provenance.versions().kernel())
                .setBtrfsProgsVersion(provenance.versions().btrfsProgs())
                .setFirnVersion(provenance.versions().firn())
                .setChunkBytes(stream.layout().chunkBytes())
                .setFrameBytes(stream.layout().frameBytes())
                .build();
    }

    static Snapshot read(dev.firn.format.v1.Snapshot record) {
        return new Snapshot(
                new SnapshotId(uuid(record.getSnapshotUuid())),
                new Snapshot.Place(
                        new VolumeId(uuid(record.getVolumeUuid())),
                        new SequenceId(uuid(record.getSequenceUuid())),
                        record.getPosition()),
                optionalUuid(record.getParentUuid()).map(SnapshotId::new),
                readSource(record),
                readStream(record),
                readProvenance(record));
    }

    private static Snapshot.Source readSource(dev.firn.format.v1.Snapshot record) {
        Optional<UUID> received = optionalUuid(record.getReceivedUuid());
        return new Snapshot.Source(
                received,
                optionalUuid(record.getOriginUuid()),
                record.getGeneration(),
                time(record.getTakenSeconds(), record.getTakenNanos()),
                record.getLabel());
    }

    private static Snapshot.StreamFacts readStream(dev.firn.format.v1.Snapshot record) {
        return new Snapshot.StreamFacts(
                record.getStreamVersion(),
                record.getStreamBytes(),
                record.getStoredBytes(),
                record.getChunkCount(),
                record.getChunkPages(),
                new Layout(record.getChunkBytes(), record.getFrameBytes()));
    }

    private static Snapshot.Provenance readProvenance(dev.firn.format.v1.Snapshot record) {
        return new Snapshot.Provenance(
                time(record.getStoredSeconds(), 0),
                digest(record.getManifestSha256()),
                digest(record.getSignerSha256()),
                List.copyOf(record.getRecipientList()),
                new Snapshot.Versions(
                        record.getKernelVersion(),
                        record.getBtrfsProgsVersion(),
                        record.getFirnVersion()));
    }

    static dev.firn.format.v1.Chunk write(Chunk chunk) {
        return dev.firn.format.v1.Chunk.newBuilder()
                .setStreamOffset(chunk.offset())
                .setStreamBytes(chunk.bytes())
                .setChunkUuid(bytes(chunk.id().uuid()))
                .setStoredBytes(chunk.storedBytes())
                .setStoredSha256(bytes(chunk.stored()))
                .setPlainSha256(bytes(chunk.plain()))
                .addAllFrameBytes(chunk.frameBytes())
                .build();
    }

    static Chunk read(dev.firn.format.v1.Chunk record) {
        return new Chunk(
                new ChunkId(uuid(record.getChunkUuid())),
                record.getStreamOffset(),
                record.getStreamBytes(),
                record.getStoredBytes(),
                digest(record.getStoredSha256()),
                digest(record.getPlainSha256()),
                record.getFrameBytesList());
    }

    /** A page of a chunk list as a record. */
    static Chunks.Builder newChunkPage(SnapshotId snapshot, int page) {
        return Chunks.newBuilder()
                .setFormat(FORMAT)
                .setSnapshotUuid(bytes(snapshot.uuid()))
                .setPage(page);
    }
}
