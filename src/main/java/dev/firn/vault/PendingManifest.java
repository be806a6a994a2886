package dev.firn.vault;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.firn.format.v1.Manifest;
import dev.firn.model.Chunk;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.model.VolumeId;
import dev.firn.storage.ObjectKey;
import java.io.IOException;
import java.util.Optional;

/**
 * A manifest that the host kept and that is not in the vault yet: the commit was interrupted. It
 * may have been made for what is not true any more, so it is looked at before it is stored.
 */
final class PendingManifest {

    private final HostState state;
    private final VolumeId volume;
    private final SnapshotId id;

    PendingManifest(HostState state, VolumeId volume, SnapshotId id) {
        this.state = state;
        this.volume = volume;
        this.id = id;
    }

    /**
     * Its bytes, if it can be stored in {@code vault} by {@code signer}: it was made for them, and
     * all of its chunks and its index are there. Another disk may be mounted at the vault's place
     * since, or an older copy of it.
     */
    Optional<byte[]> storable(VaultId vault, EarlierObjects stored, Sha256 signer)
            throws IOException {
        Optional<byte[]> bytes = state.manifest(volume, id);
        if (bytes.isEmpty()) {
            return bytes;
        }
        try {
            Manifest manifest = ManifestFormat.parse(bytes.get(), Manifest.newBuilder()).build();
            boolean isForThese =
                    manifest.getVault().equals(vault.toString())
                            && manifest.getVolume().getUuid().equals(volume.toString())
                            && manifest.getSnapshot().getUuid().equals(id.toString())
                            && manifest.getSignerSha256().equals(signer.toString());
            if (!isForThese) {
                return Optional.empty();
            }
            Manifests.chunks(manifest, this::page, chunk -> require(chunk, stored));
            Optional<StoredPart> index = IndexReading.stored(manifest);
            if (index.isPresent()) {
                require(IndexReading.key(manifest, index.get().id()), index.get().bytes(), stored);
            }
            return bytes;
        } catch (InvalidProtocolBufferException | DamagedVaultException e) {
            return Optional.empty(); // of no use: the stream is sent again
        }
    }

    /** A further page of it. */
    Optional<byte[]> page(int number) throws IOException {
        return state.page(volume, id, number);
    }

    private void require(Chunk chunk, EarlierObjects stored) throws IOException {
        require(ObjectKeys.chunk(id, chunk), chunk.storedBytes(), stored);
    }

    private void require(ObjectKey key, long bytes, EarlierObjects stored) throws IOException {
        if (!stored.isThere(key, bytes)) {
            throw Manifests.damaged(id, "'%s' is not there".formatted(key), null);
        }
    }
}
