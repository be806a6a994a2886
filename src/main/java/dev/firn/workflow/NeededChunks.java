package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.report.Progress;
import dev.firn.thaw.ChunkSupply;
import dev.firn.thaw.ThawNotes;
import dev.firn.thaw.ThawSettings;
import dev.firn.vault.DamagedVaultException;
import dev.firn.vault.FetchedChunks;
import dev.firn.vault.Manifests;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The chunks that a restore needs, by the signed manifests of its snapshots. */
final class NeededChunks {

    private final Vault vault;
    private final Lookup.Found target;
    private final List<Snapshot> snapshots;
    private final List<Manifests.Signed> manifests;

    /**
     * Reads all manifests, before the first chunk: signatures, and the chain of digests.
     *
     * @param snapshots those that are missing, oldest first
     */
    NeededChunks(Vault vault, Lookup.Found target, List<Snapshot> snapshots) throws IOException {
        this.vault = vault;
        this.target = target;
        this.snapshots = snapshots;
        this.manifests = SignedChain.of(vault, snapshots);
        if (!manifests.isEmpty()) {
            requireName(target, manifests.getLast());
        }
    }

    Manifests.Signed manifest(int snapshot) {
        return manifests.get(snapshot);
    }

    /** What brings them to {@code directory}. */
    ChunkSupply supply(
            Path directory,
            FetchedChunks fetched,
            Thawing thawing,
            ThawSettings how,
            Progress progress)
            throws IOException {
        return supply(directory.toString(), Optional.of(fetched), thawing, how, progress);
    }

    /** What makes them readable where they are. */
    ChunkSupply supply(Thawing thawing, Progress progress) throws IOException {
        return supply("stream", Optional.empty(), thawing, thawing.settings(), progress);
    }

    private ChunkSupply supply(
            String to,
            Optional<FetchedChunks> fetched,
            Thawing thawing,
            ThawSettings how,
            Progress progress)
            throws IOException {
        List<ChunkSupply.Part> parts = new ArrayList<>();
        for (int i = 0; i < snapshots.size(); i++) {
            parts.add(
                    new ChunkSupply.Part(snapshots.get(i).id(), vault.chunksOf(manifests.get(i))));
        }
        ThawNotes notes =
                new ThawNotes(thawing.jobs(), target.snapshot().id(), target.volume().name(), to);
        return new ChunkSupply(vault.chunks(), parts, fetched, how, notes, progress);
    }

    /** The records tell which volume has a name, and only the manifest is signed. */
    private static void requireName(Lookup.Found target, Manifests.Signed manifest) {
        if (target.name().isPresent() && !target.name().get().equals(manifest.volumeName())) {
            throw new DamagedVaultException(
                    "cannot restore snapshot %s: the records say that its volume is '%s', and its host said '%s'"
                            .formatted(
                                    target.snapshot().id(),
                                    target.name().get(),
                                    manifest.volumeName()),
                    "if the volume was renamed on its host, name it by its uuid: %s@%s"
                            .formatted(target.volume().volume(), target.snapshot().id()),
                    null);
        }
    }
}
