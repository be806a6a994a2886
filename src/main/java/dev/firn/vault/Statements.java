package dev.firn.vault;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.firn.format.v1.Statement;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What was made for a snapshot after it was stored: an index that was made again from chunks, a
 * state of its tree. A manifest never changes, so each has a statement of its own beside it, signed
 * as a manifest is; docs/format.md, sections "An index made again" and "State".
 */
final class Statements {

    private static final String STATEMENT = ".json";
    private static final String SIGNATURE = ".sig";

    private final ObjectStore store;
    private final SmallObjects objects;
    private final VaultId vault;
    private final Signatures signatures;

    Statements(ObjectStore store, VaultId vault, HostTrust trust) {
        this.store = store;
        this.objects = new SmallObjects(store);
        this.vault = vault;
        this.signatures = new Signatures(objects, trust);
    }

    /** What a statement is about. */
    enum Subject {
        INDEX,
        STATE;

        /** What the keys of those of a snapshot begin with, and of statements about them. */
        private String prefix(Manifests.Signed manifest) {
            return this == INDEX
                    ? ObjectKeys.indexes(volume(manifest), snapshot(manifest))
                    : ObjectKeys.states(volume(manifest), snapshot(manifest));
        }

        private boolean isOf(Statement statement) {
            return statement.hasIndex() == (this == INDEX)
                    && statement.hasState() == (this == STATE);
        }

        private StoredPart read(Statement statement) {
            return ManifestFormat.read(this == INDEX ? statement.getIndex() : statement.getState());
        }

        private void write(Statement.Builder statement, StoredPart part) {
            switch (this) {
                case INDEX -> statement.setIndex(ManifestFormat.write(part));
                case STATE -> statement.setState(ManifestFormat.write(part));
            }
        }
    }

    /** Where one of a snapshot is. */
    static ObjectKey key(Subject subject, Manifests.Signed manifest, UUID id) {
        return new ObjectKey(subject.prefix(manifest) + id);
    }

    /**
     * Those that a trusted host made for the snapshot. Statements that are none, or of others, are
     * passed over: anybody may have put them there.
     */
    List<StoredPart> of(Subject subject, Manifests.Signed manifest) throws IOException {
        List<StoredPart> found = new ArrayList<>();
        String prefix = subject.prefix(manifest);
        Optional<ObjectKey> after = Optional.empty();
        List<ObjectInfo> page = store.list(prefix, after);
        while (!page.isEmpty()) {
            for (ObjectInfo info : page) {
                if (info.key().name().endsWith(STATEMENT)) {
                    stated(subject, manifest, info.key()).ifPresent(found::add);
                }
            }
            after = Optional.of(page.getLast().key());
            page = store.list(prefix, after);
        }
        return found;
    }

    /**
     * The snapshots of a volume of whose state there is a statement, by one listing. Whether it
     * counts, {@link #of} says.
     */
    Set<SnapshotId> withState(VolumeId volume) throws IOException {
        Set<SnapshotId> found = new HashSet<>();
        String prefix = ObjectKeys.states(volume);
        List<ObjectInfo> page = store.list(prefix, Optional.empty());
        while (!page.isEmpty()) {
            for (ObjectInfo info : page) {
                String[] rest = info.key().name().substring(prefix.length()).split("/", -1);
                if (rest.length == 2 && rest[1].endsWith(STATEMENT)) {
                    parse(rest[0]).ifPresent(found::add);
                }
            }
            page = store.list(prefix, Optional.of(page.getLast().key()));
        }
        return found;
    }

    private static Optional<SnapshotId> parse(String text) {
        try {
            return Optional.of(SnapshotId.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<StoredPart> stated(Subject subject, Manifests.Signed manifest, ObjectKey key)
            throws IOException {
        Optional<byte[]> bytes = objects.read(key);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            Statement statement = ManifestFormat.parse(bytes.get(), Statement.newBuilder()).build();
            StoredPart part = subject.read(statement);
            Sha256 signer = Sha256.parse(statement.getSignerSha256());
            ObjectKey about = key(subject, manifest, part.id());
            boolean isOf =
                    statement.getFormat() == ManifestFormat.FORMAT
                            && subject.isOf(statement)
                            && statement.getVault().equals(vault.toString())
                            && statement.getManifestSha256().equals(manifest.digest().toString())
                            && key.equals(beside(about, STATEMENT));
            return isOf && signatures.fault(signer, bytes.get(), beside(about, SIGNATURE)).isEmpty()
                    ? Optional.of(part)
                    : Optional.empty();
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** States that {@code part}, which is stored, is that of the manifest's snapshot. */
    void state(Subject subject, Manifests.Signed manifest, StoredPart part, HostKey hostKey)
            throws IOException {
        Sha256 signer = hostKey.verifyKey().fingerprint();
        Statement.Builder statement =
                Statement.newBuilder()
                        .setFormat(ManifestFormat.FORMAT)
                        .setVault(vault.toString())
                        .setManifestSha256(manifest.digest().toString())
                        .setSignerSha256(signer.toString());
        subject.write(statement, part);
        byte[] bytes = ManifestFormat.json(statement.build());
        ObjectKey about = key(subject, manifest, part.id());
        objects.putSame(ObjectKeys.host(signer), hostKey.verifyKey().pem());
        // The signature first, as for manifests: where there is a statement, there is its
        // signature.
        objects.putSame(beside(about, SIGNATURE), hostKey.sign(bytes));
        objects.putSame(beside(about, STATEMENT), bytes);
    }

    private static ObjectKey beside(ObjectKey key, String ending) {
        return new ObjectKey(key.name() + ending);
    }

    private static VolumeId volume(Manifests.Signed manifest) {
        return VolumeId.parse(manifest.manifest().getVolume().getUuid());
    }

    private static SnapshotId snapshot(Manifests.Signed manifest) {
        return SnapshotId.parse(manifest.manifest().getSnapshot().getUuid());
    }
}
