package dev.firn.workflow;

import dev.firn.model.SequenceHead;
import dev.firn.model.Snapshot;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.vault.Vault;
import dev.firn.volume.Subvolume;
import dev.firn.volume.VolumeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets a volume that was lost go on in a snapshot that was restored of it: as the parent of the
 * next increment there is a copy that btrfs says was received from what the vault has, and that
 * nothing was written to since; and there is a subvolume to work in that was taken of it.
 */
public final class Adoption {

    private final VolumeSource source;
    private final Vault vault;

    public Adoption(VolumeSource source, Vault vault) {
        this.source = source;
        this.vault = vault;
    }

    /** What to do with a copy of which btrfs does not say whether it was written to. */
    public enum Unsealed {
        REFUSE,
        TAKE_AS_UNCHANGED
    }

    /**
     * What there is now.
     *
     * @param stored what the next backup is sent against
     * @param isNew whether the working subvolume was made
     */
    public record Adopted(Snapshot stored, Subvolume copy, Subvolume working, boolean isNew) {}

    /**
     * Adopts.
     *
     * @param copy a restored snapshot
     * @param working the subvolume to back up from now on; made of the copy if it is not there
     * @throws UserException if one of them is not what it has to be; nothing was changed then
     */
    public Adopted run(SequenceHead volume, Path copy, Path working, Unsealed unsealed)
            throws IOException {
        Subvolume restored = source.inspectSynced(copy);
        if (!restored.readOnly()) {
            throw refused(
                    copy,
                    "it can be written to, and so need not be what was stored",
                    "name the read-only snapshot that 'firn restore' made");
        }
        UUID received =
                restored.received()
                        .orElseThrow(() ->
                                refused(
                                        copy,
                                        "it was not received",
                                        "restore a snapshot with 'firn restore' and name that"));
        Snapshot stored = stored(volume, copy, received, restored.sent());
        requireCurrent(volume, stored);
        SignedChain.of(vault, List.of(stored));
        Optional<Subvolume> there = existing(working, restored);
        if (!restored.isSealed()) {
            if (unsealed == Unsealed.REFUSE) {
                throw refused(
                        copy,
                        "something may have been written to it after it was received",
                        "what 'firn restore' made shows whether that is so; if 'btrfs receive' made it, and you know that nobody changed it, add --unchanged");
            }
            source.seal(restored);
        }
        Subvolume made = there.isPresent() ? there.get() : source.takeWritable(restored, working);
        return new Adopted(stored, source.inspect(copy), made, there.isEmpty());
    }

    private Snapshot stored(SequenceHead volume, Path copy, UUID stream, long generation)
            throws IOException {
        Snapshot[] found = new Snapshot[1];
        vault.catalog()
                .snapshots(
                        volume.volume(),
                        snapshot -> {
                            if (snapshot.streamUuid().equals(stream)
                                    && snapshot.source().generation() == generation) {
                                found[0] = snapshot;
                            }
                        });
        if (found[0] == null) {
            throw refused(
                    copy,
                    "it is a copy of snapshot %s, which volume %s does not have in this vault"
                            .formatted(stream, volume.name()),
                    "'firn list' shows what there is; if snapshots are missing in it, run 'firn rebuild' before");
        }
        return found[0];
    }

    private void requireCurrent(SequenceHead volume, Snapshot stored) throws IOException {
        if (!vault.catalog().sequence(volume.volume(), volume.current()).contains(stored.id())) {
            throw new UserException(
                    ErrorKind.USAGE,
                    "cannot adopt snapshot %s: it is of an earlier sequence, and increments go on the current one"
                            .formatted(stored.id()),
                    "restore a newer snapshot, or begin anew with 'firn backup --full'");
        }
    }

    private Optional<Subvolume> existing(Path working, Subvolume copy) throws IOException {
        if (!Files.exists(working, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Subvolume there = source.inspect(working);
        if (there.isPoisoned()) {
            throw refused(
                    working,
                    "it was received and then made writable, and its snapshots would pass for what was received",
                    "clear its received uuid: firn adopt --mend '%s'".formatted(working));
        }
        if (there.readOnly() || !there.origin().equals(Optional.of(copy.uuid()))) {
            throw refused(
                    working,
                    "it is there already, and is no writable snapshot of '%s'"
                            .formatted(copy.path()),
                    "name a path where there is nothing, and Firn makes one");
        }
        return Optional.of(there);
    }

    private static UserException refused(Path path, String reason, String hint) {
        return new UserException(
                ErrorKind.USAGE, "cannot adopt '%s': %s".formatted(path, reason), hint);
    }
}
