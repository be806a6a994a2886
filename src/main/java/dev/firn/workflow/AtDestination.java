package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.vault.FetchedChunks;
import dev.firn.vault.Vault;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeDestination;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a directory that is restored to has already. */
final class AtDestination {

    private final VolumeDestination destination;
    private final Vault vault;
    private final Path directory;

    AtDestination(VolumeDestination destination, Vault vault, Path directory) {
        this.destination = destination;
        this.vault = vault;
        this.directory = directory;
    }

    /** What has to be received to get {@code target}, oldest first. */
    List<Snapshot> missing(Snapshot target) throws IOException {
        return Chain.to(target, vault.catalog(), snapshot -> !finished(snapshot).isEmpty());
    }

    /** Chunks that were thawed and fetched, and are not received yet. */
    FetchedChunks fetched() {
        return new FetchedChunks(directory.resolve(".firn-fetched"));
    }

    /**
     * Deletes what a restore had fetched that was killed right after it received the last of it.
     */
    void dropReceived(FetchedChunks fetched, Snapshot target, List<Snapshot> missing)
            throws IOException {
        Optional<Snapshot> newestThere =
                missing.isEmpty()
                        ? Optional.of(target)
                        : SignedChain.parent(vault, missing.getFirst());
        if (newestThere.isPresent()) {
            fetched.drop(newestThere.get().id());
        }
    }

    /**
     * The original and received copies, without those that are still under the name of a partial
     * one, and without the original if it was made writable and changed after it was stored.
     */
    private List<Subvolume> finished(Snapshot snapshot) throws IOException {
        return destination.find(directory, snapshot.streamUuid()).stream()
                .filter(found -> !PartialName.isOne(found.path()))
                .filter(found -> !isChangedOriginal(found, snapshot))
                .toList();
    }

    private static boolean isChangedOriginal(Subvolume found, Snapshot snapshot) {
        return found.uuid().equals(snapshot.id().uuid())
                && found.changed() != snapshot.source().generation();
    }

    /** What counts as the parent of {@code snapshot}; nothing for a full. */
    List<Subvolume> parents(Snapshot snapshot) throws IOException {
        Optional<Snapshot> parent = SignedChain.parent(vault, snapshot);
        return parent.isEmpty() ? List.of() : finished(parent.get());
    }

    /** Where {@code target} is, or the directory. */
    Path existing(Snapshot target) throws IOException {
        return finished(target).stream().map(Subvolume::path).findFirst().orElse(directory);
    }
}
