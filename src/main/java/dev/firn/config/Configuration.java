package dev.firn.config;

import dev.firn.model.Layout;
import dev.firn.model.Sha256;
import dev.firn.model.VaultId;
import dev.firn.storage.StorageClass;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a host knows of its vault and of its volumes.
 *
 * @param volumes by name, in the order of the file
 */
public record Configuration(
        VaultPart vault, HostPart host, BackupPart backup, Map<String, VolumePart> volumes) {

    public Configuration {
        volumes = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(volumes));
    }

    /**
     * {@code [vault]}.
     *
     * @param id empty: whichever vault is found at the location
     * @param trustedHosts fingerprints of host keys; empty: any
     */
    public record VaultPart(
            String location,
            Optional<VaultId> id,
            List<String> recipients,
            Set<Sha256> trustedHosts) {}

    /**
     * {@code [host]}.
     *
     * @param cache directory for trees of snapshots
     * @param cacheBytes how much of them a volume may have
     */
    public record HostPart(
            String name,
            Path state,
            Path cache,
            long cacheBytes,
            Optional<Path> signingKey,
            Optional<Path> identity) {}

    /**
     * {@code [backup]}.
     *
     * @param storageClass of chunks; empty: as it is usual where the vault is
     */
    public record BackupPart(
            Layout layout,
            int compressionLevel,
            int threads,
            Optional<StorageClass> storageClass) {}

    /** {@code [volume.NAME]}. */
    public record VolumePart(Path path, Path snapshots, int keepLocal, Duration reuseWithin) {}
}
