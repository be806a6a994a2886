package dev.firn.workflow;

import dev.firn.catalog.Catalog;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.vault.NewSnapshot;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One run of a backup of one volume, under its lock. Decides what is stored and against what. */
final class VolumeBackup {

    private final Backup.Context context;
    private final BackupRequest request;
    private final Subvolume volume;
    private final VolumeId volumeId;
    private final Catalog catalog;
    private final List<BackupOutcome> outcomes = new ArrayList<>();
    private LocalSnapshots locals;

    VolumeBackup(Backup.Context context, BackupRequest request, Subvolume volume)
            throws IOException {
        this.context = context;
        this.request = request;
        this.volume = volume;
        this.volumeId = new VolumeId(volume.uuid());
        this.catalog = context.vault().catalog();
        this.locals = readLocals();
    }

    /** Parent and snapshot have to be below one mount point, so that is where it looks. */
    private LocalSnapshots readLocals() throws IOException {
        Path place = request.snapshot().orElse(request.snapshots());
        return new LocalSnapshots(
                volume, context.source().snapshots(Files.exists(place) ? place : request.path()));
    }

    List<BackupOutcome> run() throws IOException {
        warnOfNested();
        if (request.snapshot().isPresent()) {
            store(given(request.snapshot().get()));
        } else {
            finishInterrupted();
            storeNewest();
            trim();
        }
        return outcomes;
    }

    private void warnOfNested() throws IOException {
        for (String nested : context.source().nested(volume, request.snapshots())) {
            context.progress()
                    .warn(
                            "%s: subvolume '%s' inside it is not part of its snapshots; to back it up, add to the configuration: [volume.NAME] path = \"%s\""
                                    .formatted(
                                            request.name(), nested, volume.path() + "/" + nested));
        }
    }

    private Subvolume given(Path path) throws IOException {
        Subvolume snapshot = context.source().inspect(path);
        if (!snapshot.readOnly()) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot back up '%s': it is not read-only".formatted(path),
                    "give a read-only snapshot, or leave --snapshot out and Firn takes one");
        }
        if (!snapshot.origin().equals(Optional.of(volume.uuid()))
                && snapshot.received().isEmpty()) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot back up '%s': it is not a snapshot of volume %s"
                            .formatted(path, request.name()),
                    "name the volume it was taken of");
        }
        return snapshot;
    }

    /** Backups that were interrupted come first, oldest first: what they stored is paid for. */
    private void finishInterrupted() throws IOException {
        for (Subvolume snapshot : locals.ofVolume().reversed()) {
            if (context.writer().wasInterrupted(volumeId, new SnapshotId(snapshot.uuid()))) {
                context.progress()
                        .note(
                                "%s: finishing the interrupted backup of %s"
                                        .formatted(request.name(), snapshot.path().getFileName()));
                store(snapshot);
            }
        }
    }

    private void storeNewest() throws IOException {
        if (request.kind() == BackupRequest.Kind.FULL) {
            store(take());
            return;
        }
        Optional<Subvolume> newest = locals.ofVolume().stream().findFirst();
        if (newest.isPresent() && volume.unchangedSince(newest.get())) {
            if (outcomes.isEmpty()) {
                storeUnchanged(newest.get());
            }
        } else if (newest.isPresent() && isRecent(newest.get())) {
            if (outcomes.isEmpty()) {
                store(newest.get());
            }
        } else {
            store(take());
        }
    }

    private void storeUnchanged(Subvolume newest) throws IOException {
        store(newest);
        if (outcomes.getLast() instanceof BackupOutcome.AlreadyStored(var snapshot)) {
            outcomes.set(outcomes.size() - 1, new BackupOutcome.Unchanged(snapshot));
        }
    }

    private boolean isRecent(Subvolume snapshot) {
        Duration age = Duration.between(snapshot.takenAt(), context.clock().instant());
        // A clock that was set back must not make an old snapshot look recent.
        return !age.isNegative() && age.compareTo(request.local().reuseWithin()) < 0;
    }

    private Subvolume take() throws IOException {
        context.source().makeSnapshotDirectory(request.snapshots());
        Instant now = context.clock().instant();
        String name = LocalSnapshots.name(request.name(), now);
        Path target = request.snapshots().resolve(name);
        for (int i = 2; Files.exists(target, LinkOption.NOFOLLOW_LINKS); i++) {
            target = request.snapshots().resolve(name + "-" + i);
        }
        Subvolume snapshot = context.source().takeSnapshot(volume, target);
        locals = readLocals();
        return snapshot;
    }

    private void store(Subvolume snapshot) throws IOException {
        outcomes.add(storeOne(snapshot));
    }

    private BackupOutcome storeOne(Subvolume snapshot) throws IOException {
        SnapshotId id = new SnapshotId(snapshot.uuid());
        Optional<Snapshot> stored = catalog.snapshot(volumeId, id);
        boolean interrupted = context.writer().wasInterrupted(volumeId, id);
        if (stored.isPresent() && !interrupted && isReachable(stored.get())) {
            return new BackupOutcome.AlreadyStored(stored.get());
        }
        if (stored.isPresent() || interrupted) {
            Optional<Snapshot> finished = context.writer().finishInterrupted(volumeId, id);
            if (finished.isPresent()) {
                return new BackupOutcome.Finished(finished.get());
            }
        }
        Optional<Snapshot> parent = chooseParent(id);
        Optional<Subvolume> parentOnDisk = parent.flatMap(p -> locals.find(p.id()));
        NewSnapshot next = describe(snapshot, parent);
        return new SnapshotBackup(context, request.name(), next).run(snapshot, parentOnDisk);
    }

    /** Whether sequence and head lead to a snapshot whose record is there. */
    private boolean isReachable(Snapshot snapshot) throws IOException {
        Optional<SequenceHead> head = catalog.head(volumeId);
        SequenceId sequence = snapshot.place().sequence();
        return head.isPresent()
                && head.get().sequences().contains(sequence)
                && catalog.sequence(volumeId, sequence).contains(snapshot.id());
    }

    /**
     * The newest snapshot of the current sequence that is on disk as it was stored. By uuid, never
     * by name; and by generation, because a snapshot that was made writable for a while is another
     * one with the same uuid.
     */
    private Optional<Snapshot> chooseParent(SnapshotId target) throws IOException {
        Optional<SequenceHead> head = catalog.head(volumeId);
        if (head.isEmpty() || request.kind() == BackupRequest.Kind.FULL) {
            return Optional.empty();
        }
        for (SnapshotId id : catalog.sequence(volumeId, head.get().current()).reversed()) {
            Optional<Subvolume> onDisk = locals.find(id);
            if (onDisk.isEmpty() || id.equals(target)) {
                continue;
            }
            Snapshot stored = stored(id);
            if (stored.source().generation() == onDisk.get().changed()) {
                return Optional.of(stored);
            }
            context.progress()
                    .warn(
                            "%s: snapshot '%s' was changed after it was backed up and cannot be a parent"
                                    .formatted(request.name(), onDisk.get().path()));
        }
        return Optional.empty();
    }

    private Snapshot stored(SnapshotId id) throws IOException {
        return catalog.snapshot(volumeId, id)
                .orElseThrow(() ->
                        new UserException(
                                ErrorKind.VAULT_DAMAGED,
                                "cannot back up %s: the record of snapshot %s is missing"
                                        .formatted(request.name(), id),
                                "begin a new sequence with --full"));
    }

    private NewSnapshot describe(Subvolume snapshot, Optional<Snapshot> parent) throws IOException {
        NewSnapshot.Position position;
        Optional<Snapshot> predecessor = Optional.empty();
        if (parent.isEmpty()) {
            int begun = catalog.head(volumeId).map(SequenceHead::begun).orElse(0);
            position = new NewSnapshot.Position(new SequenceId(UUID.randomUUID()), begun + 1, 0);
        } else {
            SequenceId sequence = parent.get().place().sequence();
            List<SnapshotId> before = catalog.sequence(volumeId, sequence);
            int begun = catalog.head(volumeId).map(SequenceHead::begun).orElse(1);
            position = new NewSnapshot.Position(sequence, begun, before.size());
            predecessor = Optional.of(stored(before.getLast()));
        }
        return new NewSnapshot(
                new SnapshotId(snapshot.uuid()),
                new NewSnapshot.Volume(volumeId, request.name(), request.host()),
                position,
                new Snapshot.Source(
                        snapshot.received(),
                        snapshot.origin(),
                        snapshot.changed(),
                        snapshot.takenAt(),
                        Labels.printable(String.valueOf(snapshot.path().getFileName()))),
                parent,
                predecessor);
    }

    /**
     * Deletes snapshots that Firn took, beyond the number to keep: never the newest that both sides
     * have, which the next incremental needs, and never one that is newer than that.
     */
    private void trim() throws IOException {
        Optional<Subvolume> common = newestCommon();
        if (common.isEmpty()) {
            return;
        }
        locals.taken(request).stream()
                .skip(request.local().keep())
                .filter(snapshot -> snapshot.created() < common.get().created())
                .forEach(this::delete);
    }

    private Optional<Subvolume> newestCommon() throws IOException {
        Optional<SequenceHead> head = catalog.head(volumeId);
        if (head.isEmpty()) {
            return Optional.empty();
        }
        for (SnapshotId id : catalog.sequence(volumeId, head.get().current()).reversed()) {
            Optional<Subvolume> onDisk = locals.find(id);
            if (onDisk.isPresent()) {
                return onDisk;
            }
        }
        return Optional.empty();
    }

    private void delete(Subvolume snapshot) {
        try {
            context.source().deleteSnapshot(snapshot);
        } catch (IOException | UserException e) {
            // The backup itself is done; the next run tries again.
            context.progress()
                    .warn(
                            "%s: cannot delete local snapshot '%s': %s"
                                    .formatted(request.name(), snapshot.path(), e.getMessage()));
        }
    }
}
