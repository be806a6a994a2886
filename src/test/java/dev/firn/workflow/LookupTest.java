package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.catalog.Catalog;
import dev.firn.kv.memory.MemoryKeyValueStore;
import dev.firn.model.Layout;
import dev.firn.model.SequenceHead;
import dev.firn.model.SequenceId;
import dev.firn.model.Sha256;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Goal: "latest" means what was changed last, whatever the host's clock said. */
class LookupTest {

    private static final VolumeId VOLUME = new VolumeId(new UUID(0x4000, Long.MIN_VALUE));
    private static final SequenceId OLD = new SequenceId(new UUID(0x4000, Long.MIN_VALUE + 1));
    private static final SequenceId NEW = new SequenceId(new UUID(0x4000, Long.MIN_VALUE + 2));

    private final Catalog catalog = new Catalog(new MemoryKeyValueStore());
    private final Said said = new Said();
    private int stored;

    private Snapshot store(SequenceId sequence, int position, long generation, String taken)
            throws IOException {
        return store(sequence, position, generation, taken, VOLUME.uuid());
    }

    private Snapshot store(
            SequenceId sequence, int position, long generation, String taken, UUID origin)
            throws IOException {
        stored++;
        Snapshot snapshot =
                new Snapshot(
                        new SnapshotId(new UUID(0x4000 + ((long) stored << 32), Long.MIN_VALUE)),
                        new Snapshot.Place(VOLUME, sequence, position),
                        Optional.empty(),
                        new Snapshot.Source(
                                Optional.empty(),
                                Optional.of(origin),
                                generation,
                                Instant.parse(taken),
                                "label" + stored),
                        new Snapshot.StreamFacts(2, 100, 50, 1, 1, Layout.DEFAULT),
                        new Snapshot.Provenance(
                                Instant.EPOCH,
                                Sha256.of(new byte[0]),
                                Sha256.of(new byte[1]),
                                List.of("age1"),
                                new Snapshot.Versions("6.18", "6.17", "0.1")));
        int number = sequence.equals(OLD) ? 1 : 2;
        catalog.newCommit(snapshot.id())
                .finish(
                        snapshot,
                        new SequenceHead(VOLUME, "photos", "nas", sequence, List.of(), number),
                        number);
        return snapshot;
    }

    private Snapshot find(String text) throws IOException {
        return new Lookup(catalog, ZoneOffset.UTC, said).snapshot(text).snapshot();
    }

    @Test
    void theLatestIsThatOfTheHighestGeneration() throws IOException {
        Snapshot before = store(OLD, 0, 10, "2030-01-01T00:00:00Z");
        Snapshot latest = store(OLD, 1, 20, "2026-03-01T00:00:00Z");
        store(OLD, 2, 15, "2026-02-01T00:00:00Z");
        String warning =
                "photos: newest by generation is %s of 2026-03-01T00:00:00Z, by the clock of host nas it is %s of 2030-01-01T00:00:00Z; the first goes for 'latest', the second for dates, and this is "
                        .formatted(latest.id(), before.id());

        assertThat(find("photos")).isEqualTo(latest);
        assertThat(find("photos@latest")).isEqualTo(latest);
        assertThat(find("photos@2031-01-01")).isEqualTo(before);
        assertThat(said.warnings)
                .containsExactly(
                        warning + latest.id(), warning + latest.id(), warning + before.id());
    }

    @Test
    void aClockThatWasWrongForAWhileIsNoNewsLater() throws IOException {
        store(OLD, 0, 10, "2026-03-03T00:00:00Z");
        Snapshot early = store(OLD, 1, 20, "2026-03-01T00:00:00Z");
        Snapshot latest = store(NEW, 0, 30, "2026-03-04T00:00:00Z");

        assertThat(find("photos")).isEqualTo(latest);
        assertThat(find("photos@2026-03-02")).isEqualTo(early);
        assertThat(said.warnings).isEmpty();
    }

    /** A full of an old snapshot begins a sequence, and is no newer for that. */
    @Test
    void theLatestNeedNotBeInTheCurrentSequence() throws IOException {
        Snapshot latest = store(OLD, 0, 20, "2026-03-02T00:00:00Z");
        store(NEW, 0, 10, "2026-03-01T00:00:00Z");

        assertThat(find("photos")).isEqualTo(latest);
    }

    /** Generations begin anew on another file system, on which the volume was adopted. */
    @Test
    void whatWasTakenAfterAnAdoptionIsNewer() throws IOException {
        UUID adopted = new UUID(0x4000, Long.MIN_VALUE + 9);
        store(OLD, 0, 5000, "2026-03-01T00:00:00Z");
        Snapshot last = store(OLD, 1, 5100, "2026-03-02T00:00:00Z");
        store(OLD, 2, 12, "2026-03-03T00:00:00Z", adopted);
        Snapshot latest = store(OLD, 3, 20, "2026-03-04T00:00:00Z", adopted);
        store(NEW, 0, 15, "2026-03-03T12:00:00Z", adopted);

        assertThat(find("photos")).isEqualTo(latest);
        assertThat(find("photos@2026-03-02")).isEqualTo(last);
        assertThat(said.warnings).isEmpty();
    }
}
