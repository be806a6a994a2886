package dev.firn.vault;

import dev.firn.catalog.Catalog;
import dev.firn.catalog.RecordMerge;
import dev.firn.kv.ConditionFailedException;
import dev.firn.kv.KeyValueStore;
import dev.firn.kv.KeyValueStore.Entry;
import dev.firn.kv.KeyValueStore.Versioned;
import dev.firn.kv.OutcomeUnknownException;
import dev.firn.kv.RecordKey;
import dev.firn.model.SequenceId;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import dev.firn.report.ErrorKind;
import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Makes the records of a vault again from its signed manifests, which always make the same ones:
 * first all of them in an empty store, then those that the real one lacks, or has otherwise.
 * Nothing is deleted, so it may run beside backups, and may be broken off anywhere and repeated.
 */
public final class RecordRebuild {

    /** So often a record is tried again that another process changes meanwhile. */
    private static final int TRIES_MAX = 100;

    private static final String HINT =
            "get its files back from a copy of the vault; other snapshots are rebuilt without it";

    private final ObjectStore objects;
    private final KeyValueStore records;
    private final Manifests manifests;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();
    private long created;
    private long replaced;
    private long same;

    RecordRebuild(
            ObjectStore objects, KeyValueStore records, Manifests manifests, Progress progress) {
        this.objects = objects;
        this.records = records;
        this.manifests = manifests;
        this.progress = progress;
    }

    /** Whether anything is written. */
    public enum Mode {
        DRY_RUN,
        WRITE
    }

    /**
     * What was done, or would be.
     *
     * @param snapshots that have a manifest which counts
     * @param created records that were missing
     * @param replaced records that were damaged, or older
     * @param same records that were as they should be
     * @param findings manifests that do not count
     */
    public record Outcome(
            long snapshots, long created, long replaced, long same, List<Finding> findings) {}

    /** What a manifest says of its place. */
    private record Place(
            VolumeId volume,
            SequenceId sequence,
            int number,
            int position,
            SnapshotId snapshot,
            Sha256 digest) {

        static final Comparator<Place> ORDER =
                Comparator.comparing((Place p) -> p.volume().toString())
                        .thenComparingInt(Place::number)
                        .thenComparing(p -> p.sequence().toString())
                        .thenComparingInt(Place::position)
                        .thenComparing(p -> p.snapshot().toString());

        boolean isAt(Place other) {
            return volume.equals(other.volume)
                    && sequence.equals(other.sequence)
                    && position == other.position;
        }
    }

    /**
     * Rebuilds.
     *
     * @param empty a store for as long as this takes
     */
    public Outcome run(KeyValueStore empty, Mode mode) throws IOException {
        List<Place> places = read();
        RecordWriter writer = new RecordWriter(new Catalog(empty), manifests);
        Set<VolumeId> volumes = new LinkedHashSet<>();
        List<SnapshotId> written = new ArrayList<>();
        progress.begin("rebuild", OptionalLong.empty());
        try {
            for (Place place : places) {
                if (write(writer, place)) {
                    volumes.add(place.volume());
                    written.add(place.snapshot());
                }
            }
            // Leaves first: nothing is to point at what is not there.
            for (SnapshotId snapshot : written) {
                copy(empty, Catalog.CHUNKS_TABLE, snapshot.toString(), mode);
            }
            for (String table : List.of(Catalog.SNAPSHOTS_TABLE, Catalog.SEQUENCES_TABLE)) {
                for (VolumeId volume : volumes) {
                    copy(empty, table, volume.toString(), mode);
                }
            }
            copy(empty, Catalog.HEADS_TABLE, Catalog.VOLUMES_PARTITION, mode);
        } finally {
            progress.end();
        }
        return new Outcome(written.size(), created, replaced, same, List.copyOf(findings));
    }

    /** All manifests that a trusted host signed, in the order in which they were committed. */
    private List<Place> read() throws IOException {
        List<Place> places = new ArrayList<>();
        Optional<ObjectKey> after = Optional.empty();
        List<ObjectInfo> page = objects.list(ObjectKeys.SNAPSHOTS, after);
        while (!page.isEmpty()) {
            for (ObjectInfo object : page) {
                read(object.key()).ifPresent(places::add);
            }
            after = Optional.of(page.getLast().key());
            page = objects.list(ObjectKeys.SNAPSHOTS, after);
        }
        places.sort(Place.ORDER);
        for (int i = 1; i < places.size(); i++) {
            if (places.get(i).isAt(places.get(i - 1))) {
                found(
                        Severity.WARNING,
                        places.get(i).snapshot(),
                        "it is at the same place of its sequence as snapshot %s: its host went by"
                                        .formatted(places.get(i - 1).snapshot())
                                + " older records once",
                        "both are kept");
            }
        }
        return places;
    }

    private Optional<Place> read(ObjectKey key) throws IOException {
        List<String> segments = List.of(key.name().split("/", -1));
        if (segments.size() != 4 || !segments.getLast().equals("manifest.json")) {
            return Optional.empty();
        }
        VolumeId volume;
        SnapshotId snapshot;
        try {
            volume = VolumeId.parse(segments.get(1));
            snapshot = SnapshotId.parse(segments.get(2));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // nothing of Firn's
        }
        try {
            return manifests.read(volume, snapshot).map(signed -> place(volume, snapshot, signed));
        } catch (UserException e) {
            damaged(snapshot, e);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            found(Severity.ERROR, snapshot, String.valueOf(e.getMessage()), HINT);
            return Optional.empty();
        }
    }

    private static Place place(VolumeId volume, SnapshotId snapshot, Manifests.Signed signed) {
        var sequence = signed.manifest().getSequence();
        return new Place(
                volume,
                SequenceId.parse(sequence.getUuid()),
                sequence.getNumber(),
                sequence.getPosition(),
                snapshot,
                signed.digest());
    }

    private void damaged(SnapshotId snapshot, UserException e) {
        if (e.kind() != ErrorKind.VAULT_DAMAGED) {
            throw e;
        }
        found(Severity.ERROR, snapshot, String.valueOf(e.getMessage()), HINT);
    }

    private void found(Severity severity, SnapshotId snapshot, String message, String hint) {
        findings.add(new Finding(severity, "snapshot " + snapshot, message, hint));
    }

    private boolean write(RecordWriter writer, Place place) throws IOException {
        Optional<Manifests.Signed> signed = manifests.read(place.volume(), place.snapshot());
        if (signed.isEmpty() || !signed.get().digest().equals(place.digest())) {
            throw new IOException(
                    "the manifest of snapshot %s changed while it was read"
                            .formatted(place.snapshot()));
        }
        try {
            writer.write(signed.get());
            return true;
        } catch (UserException e) {
            damaged(place.snapshot(), e);
        } catch (IllegalArgumentException e) {
            found(Severity.ERROR, place.snapshot(), String.valueOf(e.getMessage()), HINT);
        }
        return false;
    }

    private void copy(KeyValueStore from, String table, String partition, Mode mode)
            throws IOException {
        Optional<String> after = Optional.empty();
        List<Entry> page = from.list(table, partition, "", after);
        while (!page.isEmpty()) {
            for (Entry entry : page) {
                put(entry.key(), entry.value(), mode);
                progress.advance(entry.value().length);
            }
            after = Optional.of(page.getLast().key().sort());
            page = from.list(table, partition, "", after);
        }
    }

    private void put(RecordKey key, byte[] made, Mode mode) throws IOException {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            Optional<Versioned> there = records.get(key);
            byte[] wanted =
                    there.isPresent() ? RecordMerge.merge(key, made, there.get().value()) : made;
            if (there.isPresent() && Arrays.equals(there.get().value(), wanted)) {
                // Also what an earlier try wrote, whose answer was lost.
                same += tries == 0 ? 1 : 0;
                return;
            }
            if (tries == 0) {
                created += there.isPresent() ? 0 : 1;
                replaced += there.isPresent() ? 1 : 0;
            }
            if (mode == Mode.DRY_RUN || tryPut(key, wanted, there)) {
                return;
            }
        }
        throw new IOException("record '%s' is changed all the time".formatted(key));
    }

    private boolean tryPut(RecordKey key, byte[] wanted, Optional<Versioned> there)
            throws IOException {
        try {
            if (there.isPresent()) {
                records.replace(key, wanted, there.get().version());
            } else {
                records.create(key, wanted);
            }
            return true;
        } catch (ConditionFailedException | OutcomeUnknownException e) {
            return false; // read again
        }
    }
}
