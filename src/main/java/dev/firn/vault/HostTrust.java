package dev.firn.vault;

import dev.firn.model.Sha256;
import java.util.Set;

/**
 * Whose signatures count. The fingerprints come from outside the vault, from the configuration:
 * whoever can write to the vault can also put a key of his own there.
 *
 * @param fingerprints of the hosts' keys; empty: any key found in the vault counts, so that a
 *     signature proves no more than that nothing was damaged by accident
 */
public record HostTrust(Set<Sha256> fingerprints) {

    public HostTrust {
        fingerprints = Set.copyOf(fingerprints);
    }

    /** Whether any key will do. */
    public boolean isOpen() {
        return fingerprints.isEmpty();
    }

    boolean accepts(Sha256 fingerprint) {
        return isOpen() || fingerprints.contains(fingerprint);
    }
}
