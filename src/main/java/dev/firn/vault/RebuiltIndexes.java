package dev.firn.vault;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.firn.format.v1.IndexStatement;
import dev.firn.format.v1.Manifest;
import dev.firn.keys.HostKey;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.model.VolumeId;
import dev.firn.storage.ObjectInfo;
import dev.firn.storage.ObjectKey;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Indexes that were made again from chunks. A manifest never changes, so each has a statement of
 * its own beside it, signed as a manifest is; docs/format.md, section "An index made again".
 */
final class RebuiltIndexes {

    private static final String STATEMENT = ".json";

    private final ObjectStore store;
    private final SmallObjects objects;
    private final VaultId vault;
    private final Signatures signatures;

    RebuiltIndexes(ObjectStore store, VaultId vault, HostTrust trust) {
        this.store = store;
        this.objects = new SmallObjects(store);
        this.vault = vault;
        this.signatures = new Signatures(objects, trust);
    }

    /**
     * Those that a trusted host made of the snapshot. Statements that are none, or of others, are
     * passed over: anybody may have put them there.
     */
    List<StoredIndex> of(Manifests.Signed manifest) throws IOException {
        List<StoredIndex> found = new ArrayList<>();
        String prefix = ObjectKeys.indexes(volume(manifest), snapshot(manifest));
        Optional<ObjectKey> after = Optional.empty();
        List<ObjectInfo> page = store.list(prefix, after);
        while (!page.isEmpty()) {
            for (ObjectInfo info : page) {
                if (info.key().name().endsWith(STATEMENT)) {
                    stated(manifest, info.key()).ifPresent(found::add);
                }
            }
            after = Optional.of(page.getLast().key());
            page = store.list(prefix, after);
        }
        return found;
    }

    private Optional<StoredIndex> stated(Manifests.Signed manifest, ObjectKey key)
            throws IOException {
        Optional<byte[]> bytes = objects.read(key);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            IndexStatement statement =
                    ManifestFormat.parse(bytes.get(), IndexStatement.newBuilder()).build();
            StoredIndex index = ManifestFormat.read(statement.getIndex());
            Sha256 signer = Sha256.parse(statement.getSignerSha256());
            boolean isOf =
                    statement.getFormat() == ManifestFormat.FORMAT
                            && statement.getVault().equals(vault.toString())
                            && statement.getManifestSha256().equals(manifest.digest().toString())
                            && key.equals(statementKey(manifest, index));
            return isOf
                            && signatures
                                    .fault(signer, bytes.get(), signatureKey(manifest, index))
                                    .isEmpty()
                    ? Optional.of(index)
                    : Optional.empty();
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** States that {@code index}, which is stored, is that of the manifest's snapshot. */
    void state(Manifests.Signed manifest, StoredIndex index, HostKey hostKey) throws IOException {
        Sha256 signer = hostKey.verifyKey().fingerprint();
        byte[] statement =
                ManifestFormat.json(
                        IndexStatement.newBuilder()
                                .setFormat(ManifestFormat.FORMAT)
                                .setVault(vault.toString())
                                .setManifestSha256(manifest.digest().toString())
                                .setIndex(ManifestFormat.write(index))
                                .setSignerSha256(signer.toString())
                                .build());
        objects.putSame(ObjectKeys.host(signer), hostKey.verifyKey().pem());
        // The signature first, as for manifests: where there is a statement, there is its
        // signature.
        objects.putSame(signatureKey(manifest, index), hostKey.sign(statement));
        objects.putSame(statementKey(manifest, index), statement);
    }

    private static ObjectKey statementKey(Manifests.Signed manifest, StoredIndex index) {
        return besideIndex(manifest, index, STATEMENT);
    }

    private static ObjectKey signatureKey(Manifests.Signed manifest, StoredIndex index) {
        return besideIndex(manifest, index, ".sig");
    }

    private static ObjectKey besideIndex(
            Manifests.Signed manifest, StoredIndex index, String ending) {
        return new ObjectKey(
                ObjectKeys.index(volume(manifest), snapshot(manifest), index.id()).name() + ending);
    }

    private static VolumeId volume(Manifests.Signed manifest) {
        return VolumeId.parse(manifest.manifest().getVolume().getUuid());
    }

    private static SnapshotId snapshot(Manifests.Signed manifest) {
        Manifest of = manifest.manifest();
        return SnapshotId.parse(of.getSnapshot().getUuid());
    }
}
