package dev.firn.workflow;

import static dev.firn.workflow.CommonSnapshots.isAsStored;

import dev.firn.catalog.Catalog;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.vault.DamagedVaultException;
import dev.firn.vault.Journal;
import dev.firn.vault.NewSnapshot;
import dev.firn.volume.Subvolume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** One run of a backup of one volume, under its lock. Decides what is stored and against what. */
final class VolumeBackup {

    private static final BackupRequest.Kind INCREMENTAL =
            BackupRequest.Kind.INCREMENTAL_IF_POSSIBLE;

    private final Backup.Context context;
    private final BackupRequest request;
    private final Subvolume volume;
    private final VolumeId volumeId;
    private final Catalog catalog;
    private final List<BackupOutcome> outcomes = new ArrayList<>();
    private final CommonSnapshots common;

    /** Local snapshots that cannot be made part of the vault; the user was told why. */
    private final Set<SnapshotId> unusable = new HashSet<>();

    private final Set<UUID> warnedOf = new HashSet<>();
    private LocalSnapshots locals;
    private boolean hasFinishedFull;

    VolumeBackup(Backup.Context context, BackupRequest request, Subvolume volume)
            throws IOException {
        this.context = context;
        this.request = request;
        this.volume = volume;
        this.volumeId = request.storedAs().orElseGet(() -> new VolumeId(volume.uuid()));
        this.catalog = context.vault().catalog();
        this.common = new CommonSnapshots(request.name(), volumeId, catalog);
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
        if (request.kind() != BackupRequest.Kind.FULL) {
            new Restored(catalog, request, volume).requireAdopted(locals);
        }
        leavePoisoned();
        commitFromVault();
        if (request.snapshot().isPresent()) {
            storeGiven(given(request.snapshot().get()));
        } else {
            finishInterrupted();
            storeNewest();
            new LocalTrim(context, request, volumeId).run(locals, common);
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

    /** Their streams would claim to be of the snapshot that the volume was received from. */
    private void leavePoisoned() {
        for (Subvolume snapshot : locals.ofVolume()) {
            if (snapshot.isPoisonedSnapshotOf(volume)) {
                unusable.add(new SnapshotId(snapshot.uuid()));
                context.progress()
                        .warn(
                                "%s: snapshot '%s' is left alone: it passes for one that was received; delete it, or clear its received uuid: firn adopt --mend '%s' --of '%s'"
                                        .formatted(
                                                request.name(),
                                                snapshot.path(),
                                                snapshot.path(),
                                                request.path()));
            }
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
        if (snapshot.isPoisonedSnapshotOf(volume)) {
            throw new UserException(
                    ErrorKind.FAILED,
                    "cannot back up '%s': it passes for a snapshot that was received, and is another"
                            .formatted(path),
                    "clear its received uuid: firn adopt --mend '%s' --of '%s'"
                            .formatted(path, request.path()));
        }
        return snapshot;
    }

    /**
     * Snapshots that are in the vault and not in its records come first: the records may be from
     * before they were stored. To store them again would fail, for their manifests are there. So do
     * those whose manifest was made: it says where in its sequence they are, and what is stored
     * before them would be there, too.
     */
    private void commitFromVault() throws IOException {
        Set<SnapshotId> listed = common.listed();
        for (Subvolume snapshot : locals.ofVolume().reversed()) {
            SnapshotId id = new SnapshotId(snapshot.uuid());
            boolean stored = listed.contains(id) && catalog.snapshot(volumeId, id).isPresent();
            if (!stored && !unusable.contains(id)) {
                commitFromVault(snapshot, id);
            }
        }
    }

    private void commitFromVault(Subvolume snapshot, SnapshotId id) throws IOException {
        boolean interrupted = context.writer().wasInterrupted(volumeId, id);
        try {
            Optional<Snapshot> committed =
                    interrupted
                            ? context.writer().finishInterrupted(volumeId, id)
                            : context.writer().commitFromVault(volumeId, id);
            if (committed.isPresent()) {
                hasFinishedFull |= interrupted && committed.get().isFull();
                add(new BackupOutcome.Finished(committed.get()));
            }
        } catch (DamagedVaultException e) {
            unusable.add(id);
            context.progress()
                    .warn(
                            "%s: snapshot '%s' is left alone: %s"
                                    .formatted(request.name(), snapshot.path(), e.getMessage()));
        }
    }

    /** Then backups that were interrupted, oldest first: what they stored is paid for. */
    private void finishInterrupted() throws IOException {
        for (Subvolume snapshot : locals.ofVolume().reversed()) {
            SnapshotId id = new SnapshotId(snapshot.uuid());
            if (!unusable.contains(id) && context.writer().wasInterrupted(volumeId, id)) {
                context.progress()
                        .note(
                                "%s: finishing the interrupted backup of %s"
                                        .formatted(request.name(), snapshot.path().getFileName()));
                BackupOutcome outcome = storeOne(snapshot, request.kind());
                hasFinishedFull |= isFull(outcome);
                add(outcome);
            }
        }
    }

    private static boolean isFull(BackupOutcome outcome) {
        return switch (outcome) {
            case BackupOutcome.Stored stored -> stored.snapshot().isFull();
            case BackupOutcome.Finished(var snapshot) -> snapshot.isFull();
            case BackupOutcome.AlreadyStored _, BackupOutcome.Unchanged _ -> false;
        };
    }

    private void storeNewest() throws IOException {
        // A full that was interrupted and is finished by now is the one that was asked for.
        if (request.kind() == BackupRequest.Kind.FULL && !hasFinishedFull) {
            add(storeOne(take(), BackupRequest.Kind.FULL));
            return;
        }
        Optional<Subvolume> newest = newestUsable();
        if (newest.isPresent() && volume.unchangedSince(newest.get())) {
            addExisting(unchanged(storeOne(newest.get(), INCREMENTAL)));
        } else if (newest.isPresent() && isRecent(newest.get())) {
            addExisting(storeOne(newest.get(), INCREMENTAL));
        } else {
            add(storeOne(take(), INCREMENTAL));
        }
    }

    private static BackupOutcome unchanged(BackupOutcome outcome) {
        return outcome instanceof BackupOutcome.AlreadyStored(var snapshot)
                ? new BackupOutcome.Unchanged(snapshot)
                : outcome;
    }

    private Optional<Subvolume> newestUsable() throws IOException {
        for (Subvolume snapshot : locals.ofVolume()) {
            SnapshotId id = new SnapshotId(snapshot.uuid());
            Optional<Snapshot> stored = catalog.snapshot(volumeId, id);
            boolean changed = stored.filter(s -> !isAsStored(snapshot, s)).isPresent();
            if (!changed && !unusable.contains(id)) {
                return Optional.of(snapshot);
            }
        }
        return Optional.empty();
    }

    private void storeGiven(Subvolume snapshot) throws IOException {
        BackupOutcome outcome = storeOne(snapshot, request.kind());
        Optional<Snapshot> before =
                switch (outcome) {
                    case BackupOutcome.AlreadyStored(var stored) -> Optional.of(stored);
                    case BackupOutcome.Finished(var stored) -> Optional.of(stored);
                    case BackupOutcome.Stored _, BackupOutcome.Unchanged _ -> Optional.empty();
                };
        if (before.filter(stored -> !isAsStored(snapshot, stored)).isPresent()) {
            throw new UserException(
                    ErrorKind.FAILED,
                    "cannot back up '%s': it was changed after it was stored, and its uuid is taken"
                            .formatted(snapshot.path()),
                    "take a new read-only snapshot of it and give that");
        }
        addExisting(outcome);
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

    private void add(BackupOutcome outcome) throws IOException {
        outcomes.add(outcome);
        if (outcome instanceof BackupOutcome.AlreadyStored) {
            return; // it need not be the newest: other mounts may hold that
        }
        Optional<Snapshot> newest = common.newest(locals, changed -> {});
        if (newest.isPresent()) {
            context.writer().keepCommon(volumeId, newest.get().id());
        }
    }

    /** That a snapshot was stored before is only worth saying if nothing else was done. */
    private void addExisting(BackupOutcome outcome) throws IOException {
        boolean wasStored =
                outcome instanceof BackupOutcome.AlreadyStored
                        || outcome instanceof BackupOutcome.Unchanged;
        if (!wasStored || outcomes.isEmpty()) {
            add(outcome);
        }
    }

    private BackupOutcome storeOne(Subvolume snapshot, BackupRequest.Kind kind) throws IOException {
        SnapshotId id = new SnapshotId(snapshot.uuid());
        Optional<Snapshot> stored = catalog.snapshot(volumeId, id);
        boolean interrupted = context.writer().wasInterrupted(volumeId, id);
        if (stored.isPresent() && !interrupted && common.isReachable(stored.get())) {
            return new BackupOutcome.AlreadyStored(stored.get());
        }
        Optional<Snapshot> finished = context.writer().finishInterrupted(volumeId, id);
        if (finished.isPresent()) {
            return new BackupOutcome.Finished(finished.get());
        }
        Optional<Snapshot> parent = interrupted ? parentAsBefore(id) : chooseParent(kind);
        Optional<Subvolume> parentOnDisk = parent.flatMap(p -> CommonSnapshots.onHost(p, locals));
        NewSnapshot next = describe(snapshot, parent);
        return new SnapshotBackup(context, request.name(), next).run(snapshot, parentOnDisk);
    }

    /** Only against the same parent is the stream the same, and its stored chunks of use. */
    private Optional<Snapshot> parentAsBefore(SnapshotId interrupted) throws IOException {
        Optional<Journal.Attempt> attempt =
                context.writer().interruptedAttempt(volumeId, interrupted);
        if (attempt.isEmpty()) {
            return chooseParent(INCREMENTAL);
        }
        Optional<SnapshotId> parent = attempt.get().parent();
        if (parent.isEmpty()) {
            return Optional.empty();
        }
        Optional<Snapshot> same = common.find(parent.get(), locals);
        return same.isPresent() ? same : chooseParent(INCREMENTAL);
    }

    private Optional<Snapshot> chooseParent(BackupRequest.Kind kind) throws IOException {
        if (kind == BackupRequest.Kind.FULL) {
            return Optional.empty();
        }
        Optional<Snapshot> parent = common.newest(locals, this::warnOfChanged);
        if (parent.isEmpty() && catalog.head(volumeId).isPresent()) {
            context.progress()
                    .warn(
                            "%s: a full is stored, because no snapshot of the current sequence is on this host as it was stored"
                                    .formatted(request.name()));
        }
        return parent;
    }

    private void warnOfChanged(Subvolume snapshot) {
        if (warnedOf.add(snapshot.uuid())) {
            context.progress()
                    .warn(
                            "%s: snapshot '%s' was changed after it was backed up and cannot be a parent"
                                    .formatted(request.name(), snapshot.path()));
        }
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
            predecessor = Optional.of(common.stored(before.getLast()));
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
}
