package dev.firn.vault;

import dev.firn.codec.DamagedObjectException;
import dev.firn.codec.SealedInput;
import dev.firn.crypto.Crypto;
import dev.firn.format.v1.Manifest;
import dev.firn.index.DamagedIndexException;
import dev.firn.index.IndexReader;
import dev.firn.index.IndexSeal;
import dev.firn.keys.Identities;
import dev.firn.keys.Recipients;
import dev.firn.model.Sha256;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import dev.firn.storage.ObjectKey;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the indexes of stored snapshots: fetches one to a temporary file, compares it with the
 * signed manifest, and only then decrypts it.
 */
public final class IndexReading {

    private final SealedObjects objects;
    private final Manifests manifests;
    private final Statements statements;
    private final Identities identities;

    IndexReading(
            SealedObjects objects,
            Manifests manifests,
            Statements statements,
            Identities identities) {
        this.objects = objects;
        this.manifests = manifests;
        this.statements = statements;
        this.identities = identities;
    }

    /** Takes an index. */
    @FunctionalInterface
    public interface Sink {
        /** Reads the index to its end. */
        void index(IndexReader index) throws IOException;
    }

    /** An index in a temporary file, as it was signed for. */
    private record Fetched(ObjectKey key, FileBytes file) implements AutoCloseable {
        @Override
        public void close() {
            file.discard();
        }
    }

    /**
     * Gives the index of a snapshot to {@code sink}: that of the manifest, or if that is gone, one
     * that was made again.
     *
     * @return false if the snapshot has none: an older Firn stored it
     * @throws dev.firn.report.UserException of kind WRONG_KEY if it is encrypted to others
     * @throws DamagedVaultException if it is missing, is not what was stored, or is not of the
     *     stream that the manifest says
     */
    public boolean read(Manifests.Signed signed, Sink sink) throws IOException {
        Recipients recipients = Recipients.parse(signed.manifest().getRecipientsList());
        identities.requireOneOf(recipients);
        Optional<Fetched> found = fetchAny(signed);
        if (found.isEmpty()) {
            return false;
        }
        ObjectKey key = found.get().key();
        try (Fetched index = found.get();
                InputStream stored = index.file().open();
                SealedInput plain = new SealedInput(stored, identities, recipients)) {
            IndexReader reader = new IndexReader(plain);
            sink.index(reader);
            requireOf(signed, key, reader.seal());
        } catch (DamagedObjectException | DamagedIndexException e) {
            throw damaged(key, String.valueOf(e.getMessage()), e);
        }
        return true;
    }

    /** Whether there is an index of the snapshot whose bytes are those that were signed for. */
    public boolean isThere(Manifests.Signed signed) throws IOException {
        try {
            Optional<Fetched> found = fetchAny(signed);
            found.ifPresent(Fetched::close);
            return found.isPresent();
        } catch (DamagedVaultException e) {
            return false;
        }
    }

    private Optional<Fetched> fetchAny(Manifests.Signed signed) throws IOException {
        Optional<StoredPart> own = stored(signed.manifest());
        if (own.isEmpty()) {
            return fetchRebuilt(signed);
        }
        try {
            return Optional.of(fetch(signed.manifest(), own.get()));
        } catch (DamagedVaultException e) {
            Optional<Fetched> other = fetchRebuilt(signed);
            if (other.isEmpty()) {
                throw e;
            }
            return other;
        }
    }

    private Optional<Fetched> fetchRebuilt(Manifests.Signed signed) throws IOException {
        for (StoredPart index : statements.of(Statements.Subject.INDEX, signed)) {
            try {
                return Optional.of(fetch(signed.manifest(), index));
            } catch (DamagedVaultException e) {
                // It is gone, too; there may be another one.
            }
        }
        return Optional.empty();
    }

    /**
     * What a manifest says of its index; empty if there is none.
     *
     * @throws DamagedVaultException if that cannot be
     */
    static Optional<StoredPart> stored(Manifest manifest) {
        try {
            return manifest.hasIndex()
                    ? Optional.of(ManifestFormat.read(manifest.getIndex()))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            throw Manifests.damaged(
                    SnapshotId.parse(manifest.getSnapshot().getUuid()),
                    String.valueOf(e.getMessage()),
                    e);
        }
    }

    /** Where the index of a manifest is. */
    static ObjectKey key(Manifest manifest, UUID index) {
        return ObjectKeys.index(
                VolumeId.parse(manifest.getVolume().getUuid()),
                SnapshotId.parse(manifest.getSnapshot().getUuid()),
                index);
    }

    private Fetched fetch(Manifest manifest, StoredPart index) throws IOException {
        ObjectKey key = key(manifest, index.id());
        try {
            return new Fetched(key, objects.fetch(key, index));
        } catch (DamagedObjectException e) {
            throw damaged(key, String.valueOf(e.getMessage()), e);
        }
    }

    private void requireOf(Manifests.Signed signed, ObjectKey key, IndexSeal seal)
            throws IOException {
        Manifest manifest = signed.manifest();
        MessageDigest stream = Crypto.sha256();
        manifests.chunks(signed, chunk -> stream.update(chunk.plain().bytes()));
        boolean isOf =
                seal.protocol() == manifest.getStream().getVersion()
                        && seal.streamBytes() == manifest.getStream().getBytes()
                        && seal.stream().equals(Sha256.ofBytes(stream.digest()));
        if (!isOf) {
            throw damaged(key, "it is of another stream", null);
        }
    }

    private static DamagedVaultException damaged(
            ObjectKey key, String reason, @Nullable Throwable cause) {
        return new DamagedVaultException(
                "cannot read index '%s': %s".formatted(key, reason),
                "make it again with 'firn index rebuild', or get the object back from a copy of the"
                        + " vault; whole snapshots can be restored without it",
                cause);
    }
}
