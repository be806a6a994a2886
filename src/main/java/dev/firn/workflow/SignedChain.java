package dev.firn.workflow;

import dev.firn.model.Sha256;
import dev.firn.model.Snapshot;
import dev.firn.vault.DamagedVaultException;
import dev.firn.vault.Manifests;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The manifests of a chain: signatures, and that each is on top of the one before. */
final class SignedChain {

    private SignedChain() {}

    /**
     * Reads and checks the manifests of {@code chain}.
     *
     * @throws DamagedVaultException if one is not what a trusted host signed, or was signed for
     *     another parent
     */
    static List<Manifests.Signed> of(Vault vault, List<Snapshot> chain) throws IOException {
        List<Manifests.Signed> manifests = new ArrayList<>();
        for (Snapshot snapshot : chain) {
            Manifests.Signed signed = vault.manifest(snapshot);
            Optional<Sha256> stated = signed.parentDigest();
            Optional<Sha256> actual =
                    parent(vault, snapshot).map(parent -> parent.provenance().manifest());
            if (!stated.equals(actual)) {
                throw new DamagedVaultException(
                        "cannot use snapshot %s: its parent is another one than was signed for"
                                .formatted(snapshot.id()),
                        "the records were changed or rolled back; 'firn rebuild' makes them again",
                        null);
            }
            manifests.add(signed);
        }
        return manifests;
    }

    /** The snapshot that {@code snapshot} was sent against; empty for a full. */
    static Optional<Snapshot> parent(Vault vault, Snapshot snapshot) throws IOException {
        return snapshot.parent().isEmpty()
                ? Optional.empty()
                : vault.catalog().snapshot(snapshot.place().volume(), snapshot.parent().get());
    }
}
