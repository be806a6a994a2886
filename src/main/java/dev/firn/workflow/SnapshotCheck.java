package dev.firn.workflow;

import dev.firn.crypto.Crypto;
import dev.firn.model.Chunk;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.Finding;
import dev.firn.report.Finding.Severity;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.StorageClass;
import dev.firn.vault.ChunkObjects;
import dev.firn.vault.DamagedVaultException;
import dev.firn.vault.Manifests;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What is wrong with one snapshot. */
final class SnapshotCheck {

    /** Of so many chunks it is said what is wrong with each. */
    private static final int NAMED = 10;

    private static final String MANIFEST_HINT =
            "get its files back from a copy of the vault; or begin anew with 'firn backup --full'";
    private static final String CHUNK_HINT =
            "get the object back from a copy of the vault; what else is in the snapshot comes back"
                    + " with 'firn restore --as dir', which names what does not; as long as the data"
                    + " is still there, begin anew with 'firn backup --full'";
    private static final String INDEX_HINT =
            "make it again with 'firn index rebuild'; the snapshot as a whole can be restored"
                    + " without it";

    private final Vault vault;
    private final Snapshot snapshot;
    private final String subject;

    /** Read while chunks are fetched, on another thread. */
    private final Set<Long> faulty = ConcurrentHashMap.newKeySet();

    private List<Finding> findings = new ArrayList<>();
    private Optional<Manifests.Signed> manifest = Optional.empty();
    private long faults;

    SnapshotCheck(Vault vault, Snapshot snapshot, String subject) {
        this.vault = vault;
        this.snapshot = snapshot;
        this.subject = subject;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Its manifest, if that is what was signed. */
    Optional<Manifests.Signed> manifest() {
        return manifest;
    }

    /** What was found since this was asked last. */
    List<Finding> takeFindings() {
        if (faults > NAMED) {
            add(
                    Severity.ERROR,
                    "%d chunks more cannot be read".formatted(faults - NAMED),
                    CHUNK_HINT);
        }
        faults = 0;
        List<Finding> all = findings;
        findings = new ArrayList<>();
        return all;
    }

    /** Looks at the manifest, the record of the chunks, and what the store says of the objects. */
    void presence() throws IOException {
        try {
            manifest = Optional.of(SignedChain.of(vault, List.of(snapshot)).getFirst());
            compareRecords(manifest.get());
            chunks(manifest.get());
        } catch (UserException e) {
            requireDamage(e);
            add(Severity.ERROR, String.valueOf(e.getMessage()), MANIFEST_HINT);
            return;
        }
        try {
            vault.indexFault(manifest.get())
                    .ifPresent(fault -> add(Severity.WARNING, fault, INDEX_HINT));
        } catch (UserException e) {
            requireDamage(e);
            add(Severity.WARNING, String.valueOf(e.getMessage()), INDEX_HINT);
        }
    }

    private static void requireDamage(UserException e) {
        if (e.kind() != ErrorKind.VAULT_DAMAGED) {
            throw e;
        }
    }

    /** The records are not signed, and a restore does without those of chunks. */
    private void compareRecords(Manifests.Signed signed) throws IOException {
        MessageDigest stated = Crypto.sha256();
        vault.chunksOf(signed).forEach(chunk -> update(stated, chunk));
        MessageDigest recorded = Crypto.sha256();
        try {
            vault.catalog().chunks(snapshot, chunk -> update(recorded, chunk));
        } catch (UserException e) {
            requireDamage(e);
            add(Severity.WARNING, String.valueOf(e.getMessage()), e.hint());
            return;
        }
        if (!MessageDigest.isEqual(stated.digest(), recorded.digest())) {
            add(
                    Severity.WARNING,
                    "the records list other chunks than its manifest",
                    "make them again with 'firn rebuild'; restores go by the" + " manifest");
        }
    }

    private static void update(MessageDigest digest, Chunk chunk) {
        digest.update((chunk + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void chunks(Manifests.Signed signed) throws IOException {
        ChunkObjects.Listing listing = vault.chunks().list(snapshot.id());
        vault.chunksOf(signed)
                .forEach(chunk -> {
                    try {
                        listing.find(chunk);
                    } catch (DamagedVaultException e) {
                        fault(chunk.offset(), String.valueOf(e.getMessage()));
                    }
                });
    }

    /** Notes that the chunk that begins there cannot be read. */
    void fault(long offset, String message) {
        if (faulty.add(offset)) {
            faults++;
            if (faults <= NAMED) {
                add(Severity.ERROR, message, CHUNK_HINT);
            }
        }
    }

    void streamFault(String message) {
        add(Severity.ERROR, message, CHUNK_HINT);
    }

    void indexFault(String message) {
        add(Severity.WARNING, message, INDEX_HINT);
    }

    /** Says that some of its chunks were not read. */
    void frozen(long chunks) {
        add(
                Severity.INFO,
                "%d chunks are frozen: what is in them was not read".formatted(chunks),
                "a chunk is read when it is thawed; 'firn restore' thaws");
    }

    private void add(Severity severity, String message, String hint) {
        findings.add(new Finding(severity, subject, message, hint));
    }

    /** Takes a chunk that can be read, and its class. */
    @FunctionalInterface
    interface Target {
        void chunk(Chunk chunk, StorageClass storageClass) throws IOException;
    }

    /**
     * Passes the chunks of a sample that can be read now, in stream order.
     *
     * @return how many of the sample are frozen
     */
    long readable(Sample sample, Target target) throws IOException {
        if (manifest.isEmpty()) {
            return 0;
        }
        long[] frozen = new long[1];
        ChunkObjects.Listing listing = vault.chunks().list(snapshot.id());
        vault.chunksOf(manifest.get())
                .forEach(chunk -> {
                    if (!sample.has(chunk) || faulty.contains(chunk.offset())) {
                        return;
                    }
                    ObjectInfo object = listing.find(chunk);
                    if (object.availability().isReadable()) {
                        target.chunk(chunk, object.storageClass());
                    } else {
                        frozen[0]++;
                    }
                });
        return frozen[0];
    }
}
