package dev.firn.workflow;

import dev.firn.catalog.Catalog;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.report.ErrorKind;
import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.storage.StorageClass;
import dev.firn.thaw.ThawPlan;
import dev.firn.vault.SnapshotReader;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Compares what a vault holds with what was stored in it: first records, manifests and the presence
 * of objects, which reads nothing that may be frozen; then, if wanted, the chunks themselves. What
 * is wrong is a finding, and no reason to stop.
 */
public final class Verification {

    private static final String RECORDS_HINT =
            "make it again with 'firn rebuild'; 'firn restore' of other"
                    + " snapshots is not in danger";

    private final Vault vault;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<SnapshotId> broken = new HashSet<>();
    private final List<SnapshotCheck> checked = new ArrayList<>();
    private final List<Snapshot> lost = new ArrayList<>();
    private long bytesRead;

    public Verification(Vault vault, Progress progress) {
        this.vault = vault;
        this.progress = progress;
    }

    /**
     * Checks records and manifests of a volume, and that all objects are there.
     *
     * @param wanted which snapshots
     */
    public void presence(SequenceHead head, Predicate<Snapshot> wanted) throws IOException {
        Map<SnapshotId, Snapshot> records = new HashMap<>();
        try {
            vault.catalog()
                    .snapshots(head.volume(), snapshot -> records.put(snapshot.id(), snapshot));
            Set<SnapshotId> listed = listed(head);
            for (SnapshotId id : listed) {
                if (!records.containsKey(id)) {
                    found(
                            Severity.ERROR,
                            "volume " + head.name(),
                            "the record of snapshot %s is missing".formatted(id),
                            RECORDS_HINT);
                }
            }
            for (Snapshot snapshot : records.values()) {
                if (!listed.contains(snapshot.id())) {
                    found(
                            Severity.INFO,
                            subject(head, snapshot),
                            "no sequence names it: its backup was interrupted",
                            "the next backup of its host ends it");
                }
            }
        } catch (UserException e) {
            damaged("volume " + head.name(), e, RECORDS_HINT);
        }
        for (Snapshot snapshot : records.values()) {
            if (wanted.test(snapshot)) {
                check(head, snapshot);
            }
        }
        addLost(records);
    }

    private Set<SnapshotId> listed(SequenceHead head) throws IOException {
        Catalog catalog = vault.catalog();
        Set<SnapshotId> listed = new LinkedHashSet<>();
        for (SequenceId sequence : head.sequences()) {
            List<SnapshotId> snapshots = catalog.sequence(head.volume(), sequence);
            if (snapshots.isEmpty()) {
                found(
                        Severity.ERROR,
                        "volume " + head.name(),
                        "the record of sequence %s is missing".formatted(sequence),
                        RECORDS_HINT);
            }
            listed.addAll(snapshots);
        }
        return listed;
    }

    private void check(SequenceHead head, Snapshot snapshot) throws IOException {
        SnapshotCheck check = new SnapshotCheck(vault, snapshot, subject(head, snapshot));
        check.presence();
        checked.add(check);
        take(check);
    }

    private void take(SnapshotCheck check) {
        List<Finding> all = check.takeFindings();
        findings.addAll(all);
        if (all.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)) {
            broken.add(check.snapshot().id());
        }
    }

    private static String subject(SequenceHead head, Snapshot snapshot) {
        return "snapshot %s of %s (%s)"
                .formatted(snapshot.id(), head.name(), snapshot.source().label());
    }

    private void damaged(String subject, UserException e, String hint) {
        if (e.kind() != ErrorKind.VAULT_DAMAGED) {
            throw e;
        }
        found(Severity.ERROR, subject, String.valueOf(e.getMessage()), hint);
    }

    private void found(Severity severity, String subject, String message, String hint) {
        findings.add(new Finding(severity, subject, message, hint));
    }

    /** Those that need what is broken. */
    private void addLost(Map<SnapshotId, Snapshot> records) {
        for (Snapshot snapshot : records.values()) {
            Set<SnapshotId> seen = new HashSet<>();
            Snapshot at = snapshot;
            while (at != null && seen.add(at.id())) {
                if (broken.contains(at.id()) && !lost.contains(snapshot)) {
                    lost.add(snapshot);
                }
                at = at.parent().map(records::get).orElse(null);
            }
        }
    }

    /** What reading the chunks takes that {@code sample} has and that can be read now. */
    public ThawPlan plan(Sample sample) throws IOException {
        Map<StorageClass, ThawPlan.Amount> amounts = new EnumMap<>(StorageClass.class);
        Map<StorageClass, ThawPlan.Download> downloads = new EnumMap<>(StorageClass.class);
        for (SnapshotCheck check : checked) {
            check.readable(
                    sample,
                    (chunk, storageClass) -> {
                        amounts.merge(
                                storageClass,
                                new ThawPlan.Amount(1, chunk.storedBytes()),
                                ThawPlan.Amount::plus);
                        downloads.merge(
                                storageClass,
                                new ThawPlan.Download(2, chunk.storedBytes()),
                                ThawPlan.Download::plus);
                    });
        }
        return new ThawPlan(
                Map.of(),
                ThawPlan.Amount.NONE,
                Map.of(),
                Map.of(),
                amounts,
                ThawPlan.Amount.NONE,
                downloads,
                Long.MAX_VALUE);
    }

    /**
     * Reads indexes, and the chunks that {@code sample} has, of what {@link #presence} has checked.
     * Chunks that are frozen are left out.
     */
    public void read(Sample sample, SnapshotReader.Settings settings) throws IOException {
        ContentCheck content = new ContentCheck(vault, settings, sample, progress);
        Map<SnapshotId, Snapshot> records = new HashMap<>();
        for (SnapshotCheck check : checked) {
            records.put(check.snapshot().id(), check.snapshot());
            bytesRead += content.run(check);
            take(check);
        }
        addLost(records);
    }

    /** What was found, in the order in which it was. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** Those that cannot be restored as a whole through their chain. */
    public List<Snapshot> lost() {
        return List.copyOf(lost);
    }

    public long snapshots() {
        return checked.size();
    }

    /** How many chunks were looked for. */
    public long chunks() {
        return checked.stream().mapToLong(check -> check.snapshot().stream().chunks()).sum();
    }

    /** How many bytes of streams were read. */
    public long bytesRead() {
        return bytesRead;
    }
}
