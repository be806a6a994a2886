package dev.firn.vault;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.firn.catalog.Catalog.Visitor;
import dev.firn.catalog.ChunkListCheck;
import dev.firn.format.v1.Manifest;
import dev.firn.format.v1.ManifestChunk;
import dev.firn.format.v1.ManifestPage;
import dev.firn.keys.Recipient;
import dev.firn.model.Chunk;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.model.VaultId;
import dev.firn.model.VolumeId;
import dev.firn.storage.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads manifests and checks whose they are; docs/format.md, section "Manifest". */
public final class Manifests {

    private static final String HINT =
            "the vault's files were damaged or changed; restore them from a copy, or take another"
                    + " snapshot with 'firn list'";

    private final SmallObjects objects;
    private final VaultId vault;
    private final Signatures signatures;

    Manifests(ObjectStore store, VaultId vault, HostTrust trust) {
        this.objects = new SmallObjects(store);
        this.vault = vault;
        this.signatures = new Signatures(objects, trust);
    }

    /**
     * A manifest whose signature was checked.
     *
     * @param digest of its bytes
     * @param parentDigest what it states of its parent's; empty for a full
     */
    public record Signed(Manifest manifest, Sha256 digest, Optional<Sha256> parentDigest) {

        /**
         * @throws IllegalArgumentException if what it says of its parent or of the recipients
         *     cannot be
         */
        static Signed of(Manifest manifest, byte[] bytes) {
            manifest.getRecipientsList().forEach(Recipient::new);
            return new Signed(
                    manifest,
                    Sha256.of(bytes),
                    manifest.hasParent()
                            ? Optional.of(Sha256.parse(manifest.getParent().getManifestSha256()))
                            : Optional.empty());
        }

        /** What the host's configuration called the volume. */
        public String volumeName() {
            return manifest.getVolume().getName();
        }

        /** How long the index is as it is stored; 0 if there is none. */
        public long indexBytes() {
            return IndexReading.stored(manifest).map(StoredPart::bytes).orElse(0L);
        }
    }

    /**
     * Reads the manifest of a snapshot; empty if there is none, which means that its backup was not
     * committed.
     *
     * @throws DamagedVaultException if it is not what a trusted host signed
     */
    public Optional<Signed> read(VolumeId volume, SnapshotId id) throws IOException {
        Optional<byte[]> bytes = objects.read(ObjectKeys.manifest(volume, id));
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            Manifest manifest = ManifestFormat.parse(bytes.get(), Manifest.newBuilder()).build();
            checkSignature(volume, id, manifest, bytes.get());
            if (!manifest.getVault().equals(vault.toString())
                    || !manifest.getVolume().getUuid().equals(volume.toString())
                    || !manifest.getSnapshot().getUuid().equals(id.toString())) {
                throw damaged(id, "it belongs to another snapshot", null);
            }
            return Optional.of(Signed.of(manifest, bytes.get()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw damaged(id, String.valueOf(e.getMessage()), e);
        }
    }

    private void checkSignature(VolumeId volume, SnapshotId id, Manifest manifest, byte[] bytes)
            throws IOException {
        Optional<String> fault =
                signatures.fault(
                        Sha256.parse(manifest.getSignerSha256()),
                        bytes,
                        ObjectKeys.signature(volume, id));
        if (fault.isPresent()) {
            throw damaged(id, fault.get(), null);
        }
    }

    /** Where the further pages of a manifest are. */
    @FunctionalInterface
    interface Pages {
        /** The bytes of page {@code number}, counted from 1; empty if it is missing. */
        Optional<byte[]> page(int number) throws IOException;
    }

    /**
     * Passes every chunk that a manifest lists, in stream order, reading a page at a time.
     *
     * @throws DamagedVaultException if a page is missing or wrong, or if the chunks do not make up
     *     the stream: that of a wrong one before it is passed, that they are too few at the end
     */
    void chunks(Signed signed, Visitor<Chunk> visitor) throws IOException {
        Manifest manifest = signed.manifest();
        VolumeId volume = VolumeId.parse(manifest.getVolume().getUuid());
        SnapshotId id = SnapshotId.parse(manifest.getSnapshot().getUuid());
        chunks(manifest, n -> objects.read(ObjectKeys.manifestPage(volume, id, n)), visitor);
    }

    /** The same of a manifest whose pages are elsewhere. */
    static void chunks(Manifest manifest, Pages pages, Visitor<Chunk> visitor) throws IOException {
        SnapshotId id = SnapshotId.parse(manifest.getSnapshot().getUuid());
        try {
            // In how many records the list is, a manifest does not say: one at least.
            ChunkListCheck check =
                    new ChunkListCheck(ManifestFormat.stream(manifest.getStream(), 1));
            visit(manifest.getChunksList(), check, visitor);
            for (int page = 1; page <= manifest.getPagesSha256Count(); page++) {
                byte[] bytes = page(manifest, pages, page);
                ManifestPage parsed =
                        ManifestFormat.parse(bytes, ManifestPage.newBuilder()).build();
                visit(parsed.getChunksList(), check, visitor);
            }
            check.end();
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw damaged(id, String.valueOf(e.getMessage()), e);
        }
    }

    /** The bytes of page {@code number}, which must be those that the manifest is of. */
    static byte[] page(Manifest manifest, Pages pages, int number) throws IOException {
        SnapshotId id = SnapshotId.parse(manifest.getSnapshot().getUuid());
        byte[] bytes =
                pages.page(number)
                        .orElseThrow(() -> damaged(id, "page " + number + " is missing", null));
        if (!Sha256.of(bytes).toString().equals(manifest.getPagesSha256(number - 1))) {
            throw damaged(id, "page " + number + " has the wrong digest", null);
        }
        return bytes;
    }

    private static void visit(
            List<ManifestChunk> chunks, ChunkListCheck check, Visitor<Chunk> visitor)
            throws IOException {
        for (ManifestChunk message : chunks) {
            Chunk chunk = ManifestFormat.read(message);
            check.chunk(chunk);
            visitor.visit(chunk);
        }
    }

    static DamagedVaultException damaged(SnapshotId id, String reason, @Nullable Throwable cause) {
        return new DamagedVaultException(
                "cannot use the manifest of snapshot %s: %s".formatted(id, reason), HINT, cause);
    }
}
