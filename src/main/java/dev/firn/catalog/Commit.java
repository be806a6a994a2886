package dev.firn.catalog;

import dev.firn.catalog.Records.Read;
import dev.firn.kv.RecordKey;
import dev.firn.model.Chunk;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.SequencePage;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The commit of one snapshot: chunk pages, then snapshot, then sequence, then head. It may be
 * broken off anywhere and repeated as a whole with the same values: what is there already is left
 * alone.
 */
public final class Commit {

    /** So often a change is tried again that another process was faster with. */
    private static final int TRIES_MAX = 100;

    private final Records records;
    private final SnapshotId id;
    private final ChunkPageWriter pages;

    Commit(Records records, SnapshotId id) {
        this.records = records;
        this.id = id;
        this.pages = new ChunkPageWriter(records, id);
    }

    /** Adds the next chunk of the list, in stream order. */
    public void chunk(Chunk chunk) throws IOException {
        pages.add(chunk);
    }

    /** Ends the chunk list; returns how many pages it has. */
    public int endChunks() throws IOException {
        return pages.finish();
    }

    /**
     * Writes the snapshot and makes it part of its sequence, and the sequence part of its volume.
     *
     * @param first the head to write if the volume has none; else it gets the names of this
     * @param number of the sequence, 1 for the volume's first
     */
    public void finish(Snapshot snapshot, SequenceHead first, int number) throws IOException {
        records.createSame(
                Keys.snapshot(snapshot.place().volume(), id), RecordFormat.write(snapshot));
        appendToSequence(snapshot, number);
        pointHeadAt(first, snapshot.place().sequence());
    }

    private void appendToSequence(Snapshot snapshot, int number) throws IOException {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            if (tryAppend(snapshot, number)) {
                return;
            }
        }
        throw new IOException(
                "sequence %s is changed all the time".formatted(snapshot.place().sequence()));
    }

    /** Appends to the last page, or begins the next; false if another process was faster. */
    private boolean tryAppend(Snapshot snapshot, int number) throws IOException {
        VolumeId volume = snapshot.place().volume();
        SequenceId sequence = snapshot.place().sequence();
        for (int index = 0; ; index++) {
            RecordKey key = Keys.sequencePage(volume, sequence, index);
            Optional<Read<SequencePage>> found = records.get(key, Catalog.SEQUENCE);
            if (found.isEmpty()) {
                SequencePage page = new SequencePage(sequence, volume, number, index, List.of(id));
                return records.compareAndSet(key, RecordFormat.write(page), Optional.empty());
            }
            SequencePage page = found.get().value();
            if (page.snapshots().contains(id)) {
                return true;
            }
            if (!page.isFull()) {
                return records.compareAndSet(
                        key,
                        RecordFormat.write(page.append(id)),
                        Optional.of(found.get().version()));
            }
        }
    }

    private void pointHeadAt(SequenceHead first, SequenceId sequence) throws IOException {
        RecordKey key = Keys.head(first.volume());
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            Optional<Read<SequenceHead>> found = records.get(key, Catalog.HEAD);
            SequenceHead changed =
                    found.map(read -> read.value().with(sequence))
                            .map(head -> head.named(first.name(), first.host()))
                            .orElse(first);
            if (found.map(Read::value).equals(Optional.of(changed))) {
                return;
            }
            if (records.compareAndSet(key, RecordFormat.write(changed), found.map(Read::version))) {
                return;
            }
        }
        throw new IOException("head %s is changed all the time".formatted(first.volume()));
    }
}
