package dev.firn.vault;

import dev.firn.format.v1.VaultMarker;
import dev.firn.keys.Recipients;
import dev.firn.model.VaultId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** The object that says "this is a vault"; docs/format.md, section "vault.json". */
public final class VaultMarkers {

    private VaultMarkers() {}

    /** The vault whose objects are in {@code store}; empty if there is none. */
    public static Optional<VaultId> read(ObjectStore store) throws IOException {
        Optional<byte[]> bytes = new SmallObjects(store).read(ObjectKeys.MARKER);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        VaultMarker marker;
        try {
            marker = ManifestFormat.parse(bytes.get(), VaultMarker.newBuilder()).build();
            if (marker.getFormat() == ManifestFormat.FORMAT) {
                return Optional.of(VaultId.parse(marker.getVault()));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new DamagedVaultException(
                    "cannot open the vault: vault.json cannot be read",
                    "restore vault.json from a copy; docs/format.md says what is in it",
                    e);
        }
        throw new UserException(
                ErrorKind.FAILED,
                "cannot open the vault: it has format %d, and this Firn knows %d"
                        .formatted(marker.getFormat(), ManifestFormat.FORMAT),
                "use a newer Firn");
    }

    /** Marks {@code store} as a new vault. */
    public static VaultId create(ObjectStore store, Recipients recipients, Instant now)
            throws IOException {
        VaultId id = new VaultId(UUID.randomUUID());
        VaultMarker marker =
                VaultMarker.newBuilder()
                        .setFormat(ManifestFormat.FORMAT)
                        .setVault(id.toString())
                        .setCreated(now.truncatedTo(ChronoUnit.SECONDS).toString())
                        .addAllRecipients(recipients.texts())
                        .build();
        new SmallObjects(store).putSame(ObjectKeys.MARKER, ManifestFormat.json(marker));
        return id;
    }
}
