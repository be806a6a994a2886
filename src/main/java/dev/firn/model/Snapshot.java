package dev.firn.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a vault knows of one stored snapshot, apart from its chunk list.
 *
 * @param parent the send parent: what the stream was sent against; empty for a full
 */
public record Snapshot(
        SnapshotId id,
        Place place,
        Optional<SnapshotId> parent,
        Source source,
        StreamFacts stream,
        Provenance provenance) {

    private static final int TEXT_LENGTH_MAX = 255;

    public Snapshot {
        Checks.that(!parent.equals(Optional.of(id)), "snapshot %s is its own parent", id);
        Checks.that(
                place.position() > 0 || parent.isEmpty(),
                "snapshot %s begins a sequence and has a parent",
                id);
    }

    /** The uuid the send stream carries: the received uuid if the snapshot was itself received. */
    public UUID streamUuid() {
        return source.received().orElse(id.uuid());
    }

    /** Whether the stream carries everything. */
    public boolean isFull() {
        return parent.isEmpty();
    }

    /**
     * Where the snapshot belongs.
     *
     * @param position counted from 0 for the sequence's first
     */
    public record Place(VolumeId volume, SequenceId sequence, int position) {
        public Place {
            Checks.that(position >= 0, "a snapshot has position %d", position);
        }
    }

    /**
     * What btrfs said of the snapshot.
     *
     * @param received the received uuid, if it was itself received
     * @param origin the subvolume it was taken of (btrfs's parent_uuid)
     * @param generation ctransid, as the stream carries it
     * @param taken otime
     * @param label its name on the host
     */
    public record Source(
            Optional<UUID> received,
            Optional<UUID> origin,
            long generation,
            Instant taken,
            String label) {
        public Source {
            Checks.that(!received.equals(Optional.of(Uuids.NIL)), "the received uuid is nil");
            Checks.that(!origin.equals(Optional.of(Uuids.NIL)), "the origin is nil");
            Checks.time(taken, "the time of taking");
            Checks.printable(label, TEXT_LENGTH_MAX, "the label");
        }
    }

    /**
     * The send stream and how it is stored.
     *
     * @param version of the send stream protocol
     * @param bytes length of the stream
     * @param storedBytes sum over all chunks
     * @param chunkPages how many records hold the chunk list
     * @param layout how the stream is cut
     */
    public record StreamFacts(
            int version, long bytes, long storedBytes, long chunks, int chunkPages, Layout layout) {
        public StreamFacts {
            Checks.that(version >= 1 && version <= 3, "stream version %d is unknown", version);
            Checks.that(bytes > 0, "a stream has %d bytes", bytes);
            Checks.that(storedBytes > 0, "a stream is stored in %d bytes", storedBytes);
            Checks.that(
                    chunks == layout.chunksOf(bytes),
                    "a stream of %d bytes has %d chunks",
                    bytes,
                    chunks);
            Checks.that(
                    chunkPages > 0 && chunkPages <= chunks,
                    "%d chunks are listed in %d pages",
                    chunks,
                    chunkPages);
        }
    }

    /**
     * How the backup was made.
     *
     * @param stored when it was committed, by the host's clock, in whole seconds
     * @param manifest digest of manifest.json
     * @param signer fingerprint of the key that signed it
     * @param recipients age recipients the chunks are encrypted to
     */
    public record Provenance(
            Instant stored,
            Sha256 manifest,
            Sha256 signer,
            List<String> recipients,
            Versions versions) {
        public Provenance {
            recipients = List.copyOf(recipients);
            Checks.time(stored, "the time of storing");
            Checks.that(
                    stored.equals(stored.truncatedTo(ChronoUnit.SECONDS)),
                    "the time of storing has fractions of a second");
            Checks.that(!recipients.isEmpty(), "a snapshot has no recipients");
        }
    }

    /** Versions of the programs that made the stream. */
    public record Versions(String kernel, String btrfsProgs, String firn) {
        public Versions {
            Checks.printable(kernel, TEXT_LENGTH_MAX, "the kernel version");
            Checks.printable(btrfsProgs, TEXT_LENGTH_MAX, "the btrfs-progs version");
            Checks.printable(firn, TEXT_LENGTH_MAX, "the Firn version");
        }
    }
}
