package dev.firn.catalog;

import dev.firn.catalog.Records.Kind;
import dev.firn.catalog.Records.Read;
import dev.firn.format.v1.Chunks;
import dev.firn.format.v1.SnapshotSeqHead;
import dev.firn.format.v1.SnapshotSequence;
import dev.firn.kv.KeyValueStore;
import dev.firn.model.Chunk;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.SequencePage;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The records of a vault. See the package comment for keys and the order of writes. */
public final class Catalog {

    /** The tables, leaves last. */
    public static final String HEADS_TABLE = Keys.HEADS;

    public static final String SEQUENCES_TABLE = Keys.SEQUENCES;
    public static final String SNAPSHOTS_TABLE = Keys.SNAPSHOTS;
    public static final String CHUNKS_TABLE = Keys.CHUNKS;

    /** The partition that all heads are in. */
    public static final String VOLUMES_PARTITION = Keys.VOLUMES;

    /** The tables of the records' keys: what a store with tables of its own has to have. */
    public static final List<String> TABLES =
            List.of(Keys.HEADS, Keys.SEQUENCES, Keys.SNAPSHOTS, Keys.CHUNKS);

    static final Kind<SnapshotSeqHead, SequenceHead> HEAD =
            new Kind<>(
                    SnapshotSeqHead.parser(),
                    SnapshotSeqHead::getFormat,
                    RecordFormat::read,
                    head -> Keys.head(head.volume()));
    static final Kind<SnapshotSequence, SequencePage> SEQUENCE =
            new Kind<>(
                    SnapshotSequence.parser(),
                    SnapshotSequence::getFormat,
                    RecordFormat::read,
                    page -> Keys.sequencePage(page.volume(), page.sequence(), page.page()));
    static final Kind<dev.firn.format.v1.Snapshot, Snapshot> SNAPSHOT =
            new Kind<>(
                    dev.firn.format.v1.Snapshot.parser(),
                    dev.firn.format.v1.Snapshot::getFormat,
                    RecordFormat::read,
                    snapshot -> Keys.snapshot(snapshot.place().volume(), snapshot.id()));
    static final Kind<Chunks, Chunks> CHUNKS =
            new Kind<>(
                    Chunks.parser(),
                    Chunks::getFormat,
                    page -> page,
                    page ->
                            Keys.chunkPage(
                                    new SnapshotId(ProtoFields.uuid(page.getSnapshotUuid())),
                                    page.getPage()));

    private final Records records;

    public Catalog(KeyValueStore store) {
        this.records = new Records(store);
    }

    /** Takes one value of a listing. */
    @FunctionalInterface
    public interface Visitor<V> {
        void visit(V value) throws IOException;
    }

    /** The heads of all volumes, in order of their uuid. */
    public List<SequenceHead> heads() throws IOException {
        List<SequenceHead> heads = new ArrayList<>();
        records.forEach(Keys.anyHead(), "", HEAD, heads::add);
        return heads;
    }

    /** The head of one volume; empty if nothing of it was ever stored. */
    public Optional<SequenceHead> head(VolumeId volume) throws IOException {
        return records.get(Keys.head(volume), HEAD).map(Read::value);
    }

    /** The snapshots of a sequence, oldest first. Empty if there is no such sequence. */
    public List<SnapshotId> sequence(VolumeId volume, SequenceId sequence) throws IOException {
        List<SnapshotId> snapshots = new ArrayList<>();
        records.forEach(
                Keys.sequencePage(volume, sequence, 0),
                sequence + "/",
                SEQUENCE,
                page -> snapshots.addAll(page.snapshots()));
        return snapshots;
    }

    /** One snapshot; empty if it is not stored. */
    public Optional<Snapshot> snapshot(VolumeId volume, SnapshotId id) throws IOException {
        return records.get(Keys.snapshot(volume, id), SNAPSHOT).map(Read::value);
    }

    /** Every snapshot of a volume, in order of their uuid, whether or not a sequence names it. */
    public void snapshots(VolumeId volume, Visitor<Snapshot> visitor) throws IOException {
        records.forEach(Keys.anySnapshot(volume), "", SNAPSHOT, visitor::visit);
    }

    /**
     * The chunk list of a snapshot, in stream order, checked to be whole. Reads a page at a time.
     *
     * @throws DamagedRecordException if a page is missing, or if the chunks do not make up the
     *     stream without gap or overlap
     */
    public void chunks(Snapshot snapshot, Visitor<Chunk> visitor) throws IOException {
        ChunkListCheck check = new ChunkListCheck(snapshot.stream());
        for (int page = 0; page < snapshot.stream().chunkPages(); page++) {
            var key = Keys.chunkPage(snapshot.id(), page);
            Chunks record =
                    records.get(key, CHUNKS)
                            .orElseThrow(
                                    () -> new DamagedRecordException(key, "it is missing", null))
                            .value();
            try {
                for (var message : record.getChunkList()) {
                    Chunk chunk = RecordFormat.read(message);
                    check.chunk(chunk);
                    visitor.visit(chunk);
                }
            } catch (IllegalArgumentException e) {
                throw new DamagedRecordException(key, String.valueOf(e.getMessage()), e);
            }
        }
        try {
            check.end();
        } catch (IllegalArgumentException e) {
            throw new DamagedRecordException(
                    Keys.chunkPage(snapshot.id(), snapshot.stream().chunkPages() - 1),
                    String.valueOf(e.getMessage()),
                    e);
        }
    }

    /** Writes the records of one snapshot, leaves first. Repeating an interrupted call is safe. */
    public Commit newCommit(SnapshotId snapshot) {
        return new Commit(records, snapshot);
    }
}
