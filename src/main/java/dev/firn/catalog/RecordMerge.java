package dev.firn.catalog;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.firn.format.v1.Chunks;
import dev.firn.format.v1.Snapshot;
import dev.firn.format.v1.SnapshotSeqHead;
import dev.firn.format.v1.SnapshotSequence;
import dev.firn.kv.RecordKey;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.SequencePage;
import dev.firn.model.SnapshotId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of a record that is there, when it is known what the vault's manifests make of it.
 */
public final class RecordMerge {

    private RecordMerge() {}

    /**
     * What is to be under {@code key}. A list keeps what it has beyond {@code made}: somebody may
     * have committed since the vault was listed. Everything else follows from manifests alone.
     *
     * @param made from manifests
     * @param there what the store has; anything
     */
    public static byte[] merge(RecordKey key, byte[] made, byte[] there) {
        try {
            int format = format(key, there);
            if (format > RecordFormat.FORMAT) {
                throw new UserException(
                        ErrorKind.FAILED,
                        "cannot rebuild record '%s': it has format %d, and this Firn knows %d"
                                .formatted(key, format, RecordFormat.FORMAT),
                        "use the Firn that wrote it, or a newer one");
            }
            return switch (key.table()) {
                case Keys.HEADS ->
                        head(
                                RecordFormat.read(SnapshotSeqHead.parseFrom(made)),
                                RecordFormat.read(SnapshotSeqHead.parseFrom(there)),
                                made);
                case Keys.SEQUENCES ->
                        sequence(
                                RecordFormat.read(SnapshotSequence.parseFrom(made)),
                                RecordFormat.read(SnapshotSequence.parseFrom(there)),
                                made,
                                there);
                default -> made;
            };
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return made; // what is there is no such record
        }
    }

    private static int format(RecordKey key, byte[] bytes) throws InvalidProtocolBufferException {
        return switch (key.table()) {
            case Keys.HEADS -> SnapshotSeqHead.parseFrom(bytes).getFormat();
            case Keys.SEQUENCES -> SnapshotSequence.parseFrom(bytes).getFormat();
            case Keys.SNAPSHOTS -> Snapshot.parseFrom(bytes).getFormat();
            default -> Chunks.parseFrom(bytes).getFormat();
        };
    }

    private static byte[] head(SequenceHead wanted, SequenceHead found, byte[] made) {
        List<SequenceId> more = new ArrayList<>(found.sequences());
        more.removeAll(wanted.sequences());
        if (!found.volume().equals(wanted.volume()) || more.isEmpty()) {
            return made;
        }
        List<SequenceId> all = new ArrayList<>(wanted.sequences());
        all.addAll(more);
        return RecordFormat.write(
                        new SequenceHead(
                                wanted.volume(),
                                found.name(),
                                found.host(),
                                all.getLast(),
                                all.subList(0, all.size() - 1),
                                Math.max(found.begun(), Math.max(wanted.begun(), all.size()))))
                .toByteArray();
    }

    private static byte[] sequence(
            SequencePage wanted, SequencePage found, byte[] made, byte[] there) {
        List<SnapshotId> more = new ArrayList<>(found.snapshots());
        more.removeAll(wanted.snapshots());
        boolean isOf = found.sequence().equals(wanted.sequence()) && found.page() == wanted.page();
        if (!isOf || more.isEmpty()) {
            return made;
        }
        if (wanted.snapshots().size() + more.size() > SequencePage.SNAPSHOTS_MAX) {
            return there; // nobody but a forger makes such a page: nothing of it is dropped
        }
        SequencePage all = wanted;
        for (SnapshotId id : more) {
            all = all.append(id);
        }
        return RecordFormat.write(all).toByteArray();
    }
}
