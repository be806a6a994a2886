package dev.firn.btrfs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.firn.model.Uuids;
import dev.firn.volume.Subvolume;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** struct btrfs_util_subvolume_info (btrfsutil.h): the fields that Firn uses. */
record SubvolumeInfo(
        long id,
        long flags,
        UUID uuid,
        UUID parentUuid,
        UUID receivedUuid,
        long generation,
        long ctransid,
        long otransid,
        long stransid,
        long rtransid,
        Instant otime) {

    /** Length of the structure. */
    static final long BYTES = 184;

    /** BTRFS_ROOT_SUBVOL_RDONLY (linux/btrfs_tree.h). */
    private static final long READ_ONLY = 1;

    static SubvolumeInfo read(MemorySegment info) {
        return new SubvolumeInfo(
                info.get(JAVA_LONG, 0),
                info.get(JAVA_LONG, 24),
                uuid(info, 32),
                uuid(info, 48),
                uuid(info, 64),
                info.get(JAVA_LONG, 80),
                info.get(JAVA_LONG, 88),
                info.get(JAVA_LONG, 96),
                info.get(JAVA_LONG, 104),
                info.get(JAVA_LONG, 112),
                Instant.ofEpochSecond(info.get(JAVA_LONG, 136), info.get(JAVA_LONG, 144)));
    }

    private static UUID uuid(MemorySegment info, long offset) {
        return Uuids.ofBytes(info.asSlice(offset, 16).toArray(JAVA_BYTE));
    }

    boolean isReadOnly() {
        return (flags & READ_ONLY) != 0;
    }

    /** The subvolume at {@code path}; {@code uuidIfNil} stands in for one that old btrfs lacks. */
    Subvolume at(Path path, UUID uuidIfNil) {
        return new Subvolume(
                path,
                id,
                uuid.equals(Uuids.NIL) ? uuidIfNil : uuid,
                optional(parentUuid),
                optional(receivedUuid),
                generation,
                ctransid,
                otransid,
                otime,
                isReadOnly(),
                stransid,
                rtransid);
    }

    private static Optional<UUID> optional(UUID uuid) {
        return uuid.equals(Uuids.NIL) ? Optional.empty() : Optional.of(uuid);
    }
}
