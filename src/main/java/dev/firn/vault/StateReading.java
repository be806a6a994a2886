package dev.firn.vault;

import dev.firn.codec.DamagedObjectException;
import dev.firn.codec.SealedInput;
import dev.firn.keys.Identities;
import dev.firn.keys.Recipients;
import dev.firn.storage.ObjectKey;
import java.io.IOException;
import java.io.InputStream;

/** Reads states of trees that are stored beside snapshots: docs/format-state.md. */
public final class StateReading {

    private final SealedObjects objects;
    private final Statements statements;
    private final Identities identities;

    StateReading(SealedObjects objects, Statements statements, Identities identities) {
        this.objects = objects;
        this.statements = statements;
        this.identities = identities;
    }

    /** Takes the plain bytes of a state, to their end. */
    @FunctionalInterface
    public interface Sink {
        void state(InputStream plain) throws IOException;
    }

    /**
     * Gives a state of a snapshot to {@code sink}: the first that a trusted host has made and that
     * is what it stored.
     *
     * @return whether there is one
     * @throws dev.firn.report.UserException of kind WRONG_KEY if it is encrypted to others
     * @throws DamagedVaultException if there is none but damaged ones, or if what was signed for
     *     cannot be decrypted
     */
    public boolean read(Manifests.Signed manifest, Sink sink) throws IOException {
        DamagedVaultException damaged = null;
        for (StoredPart part : statements.of(Statements.Subject.STATE, manifest)) {
            ObjectKey key = Statements.key(Statements.Subject.STATE, manifest, part.id());
            FileBytes file;
            try {
                file = objects.fetch(key, part);
            } catch (DamagedObjectException e) {
                damaged = damaged(key, e);
                continue;
            }
            read(manifest, key, file, sink);
            return true;
        }
        if (damaged != null) {
            throw damaged;
        }
        return false;
    }

    private void read(Manifests.Signed manifest, ObjectKey key, FileBytes file, Sink sink)
            throws IOException {
        Recipients recipients = Recipients.parse(manifest.manifest().getRecipientsList());
        try (InputStream stored = file.open();
                SealedInput plain = new SealedInput(stored, identities, recipients)) {
            sink.state(plain);
        } catch (DamagedObjectException e) {
            throw damaged(key, e);
        } finally {
            file.discard();
        }
    }

    private static DamagedVaultException damaged(ObjectKey key, DamagedObjectException cause) {
        return new DamagedVaultException(
                "cannot read state '%s': %s".formatted(key, cause.getMessage()),
                "make another one with 'firn index state'",
                cause);
    }
}
