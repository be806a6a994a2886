package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.volume.Subvolume;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The read-only snapshots on the host, and which of them are of one volume. */
final class LocalSnapshots {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Map<SnapshotId, Subvolume> byId = new HashMap<>();
    private final Subvolume volume;

    LocalSnapshots(Subvolume volume, List<Subvolume> all) {
        this.volume = volume;
        all.forEach(snapshot -> byId.put(new SnapshotId(snapshot.uuid()), snapshot));
    }

    /** The name of a snapshot that Firn takes. Sorts by time. */
    static String name(String volume, Instant taken) {
        return volume + "." + TIME.format(taken);
    }

    /**
     * The name that a stored snapshot gets where it is restored to: the one it had, if Firn gave it
     * that. The name of other tools says little ("snapshot") without the directories around it.
     */
    static String restoredName(String volume, Snapshot.Source source) {
        return ownName(volume).matcher(source.label()).matches()
                ? source.label()
                : name(volume, source.taken());
    }

    private static Pattern ownName(String volume) {
        return Pattern.compile(Pattern.quote(volume) + "\\.\\d{8}T\\d{6}Z(-\\d+)?");
    }

    Optional<Subvolume> find(SnapshotId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Whether any was received: only then can there be copies of what the vault has. */
    boolean hasCopies() {
        return byId.values().stream().anyMatch(Subvolume::isSealed);
    }

    /** One that was restored from the vault and not written to since. */
    Optional<Subvolume> findCopy(Snapshot stored) {
        return byId.values().stream()
                .filter(local -> local.isCopyOf(stored.streamUuid(), stored.source().generation()))
                .findFirst();
    }

    /** Snapshots of the volume, by whomever, newest first. */
    List<Subvolume> ofVolume() {
        List<Subvolume> snapshots = new ArrayList<>();
        for (Subvolume snapshot : byId.values()) {
            if (snapshot.origin().equals(Optional.of(volume.uuid()))) {
                snapshots.add(snapshot);
            }
        }
        snapshots.sort(
                Comparator.comparingLong(Subvolume::created)
                        .thenComparingLong(Subvolume::id)
                        .reversed());
        return snapshots;
    }

    /** Those among them that Firn took: by their name and place. Newest first. */
    List<Subvolume> taken(BackupRequest request) {
        Pattern name = ownName(request.name());
        return ofVolume().stream()
                .filter(snapshot -> request.snapshots().equals(snapshot.path().getParent()))
                .filter(snapshot -> name.matcher(fileName(snapshot)).matches())
                .toList();
    }

    private static String fileName(Subvolume snapshot) {
        return String.valueOf(snapshot.path().getFileName());
    }
}
