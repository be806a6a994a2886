package dev.firn.workflow;

import dev.firn.catalog.Catalog;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What vault and host both have of a volume: what an increment can be sent against.
 *
 * <p>By uuid, never by name; and by generation, because a snapshot that was made writable for a
 * while is another one with the same uuid.
 */
final class CommonSnapshots {

    private final String name;
    private final VolumeId volume;
    private final Catalog catalog;

    /**
     * @param name of the volume, for messages
     */
    CommonSnapshots(String name, VolumeId volume, Catalog catalog) {
        this.name = name;
        this.volume = volume;
        this.catalog = catalog;
    }

    /**
     * The newest one in the current sequence.
     *
     * @param changed is told of those on the way to it that are on the host and were changed
     */
    Optional<Snapshot> newest(LocalSnapshots locals, Consumer<Subvolume> changed)
            throws IOException {
        for (SnapshotId id : current().reversed()) {
            Optional<Subvolume> original = locals.find(id);
            if (original.isPresent() || locals.hasCopies()) {
                Snapshot stored = stored(id);
                if (onHost(stored, locals).isPresent()) {
                    return Optional.of(stored);
                }
                original.ifPresent(changed);
            }
        }
        return Optional.empty();
    }

    /** The snapshot itself, or a copy that was restored, if it is what was stored. */
    static Optional<Subvolume> onHost(Snapshot stored, LocalSnapshots locals) {
        return locals.find(stored.id())
                .filter(original -> isAsStored(original, stored))
                .or(() -> locals.findCopy(stored));
    }

    /** The one with this id, if it is one, and in the current sequence. */
    Optional<Snapshot> find(SnapshotId id, LocalSnapshots locals) throws IOException {
        if (!current().contains(id)) {
            return Optional.empty();
        }
        return Optional.of(stored(id)).filter(stored -> onHost(stored, locals).isPresent());
    }

    static boolean isAsStored(Subvolume onHost, Snapshot stored) {
        return stored.source().generation() == onHost.changed();
    }

    private List<SnapshotId> current() throws IOException {
        Optional<SequenceHead> head = catalog.head(volume);
        return head.isEmpty() ? List.of() : catalog.sequence(volume, head.get().current());
    }

    /** All snapshots that head and sequences name. */
    Set<SnapshotId> listed() throws IOException {
        Set<SnapshotId> listed = new HashSet<>();
        Optional<SequenceHead> head = catalog.head(volume);
        if (head.isPresent()) {
            for (SequenceId sequence : head.get().sequences()) {
                listed.addAll(catalog.sequence(volume, sequence));
            }
        }
        return listed;
    }

    /** Whether head and sequence lead to a snapshot whose record is there. */
    boolean isReachable(Snapshot snapshot) throws IOException {
        Optional<SequenceHead> head = catalog.head(volume);
        SequenceId sequence = snapshot.place().sequence();
        return head.isPresent()
                && head.get().sequences().contains(sequence)
                && catalog.sequence(volume, sequence).contains(snapshot.id());
    }

    /** The record of a snapshot that a sequence names. */
    Snapshot stored(SnapshotId id) throws IOException {
        return catalog.snapshot(volume, id)
                .orElseThrow(() ->
                        new UserException(
                                ErrorKind.VAULT_DAMAGED,
                                "cannot back up %s: the record of snapshot %s is missing"
                                        .formatted(name, id),
                                "begin a new sequence with --full"));
    }
}
