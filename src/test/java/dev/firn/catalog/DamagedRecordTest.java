package dev.firn.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.kv.KeyValueStore;
import dev.firn.kv.memory.MemoryKeyValueStore;
import dev.firn.model.Layout;
import dev.firn.model.SequenceId;
import dev.firn.model.Sha256;
import dev.firn.model.Snapshot;
import dev.firn.model.SnapshotId;
import dev.firn.model.VolumeId;
import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: a damaged record is reported as damage of the vault, whatever is wrong with it. */
class DamagedRecordTest {

    private static final Snapshot SNAPSHOT =
            new Snapshot(
                    SnapshotId.parse("11111111-1111-4111-8111-111111111111"),
                    new Snapshot.Place(
                            VolumeId.parse("22222222-2222-4222-8222-222222222222"),
                            SequenceId.parse("33333333-3333-4333-8333-333333333333"),
                            0),
                    Optional.empty(),
                    new Snapshot.Source(
                            Optional.empty(), Optional.empty(), 7, Instant.EPOCH, "photos"),
                    new Snapshot.StreamFacts(2, 100, 50, 1, 1, Layout.DEFAULT),
                    new Snapshot.Provenance(
                            Instant.EPOCH,
                            Sha256.of(new byte[0]),
                            Sha256.of(new byte[1]),
                            List.of("age1"),
                            new Snapshot.Versions("6.18", "6.17", "0.1")));

    private final KeyValueStore records = new MemoryKeyValueStore();

    private UserException read(UnaryOperator<dev.firn.format.v1.Snapshot.Builder> change)
            throws IOException {
        return read(change.apply(RecordFormat.write(SNAPSHOT).toBuilder()).build().toByteArray());
    }

    private UserException read(byte[] value) throws IOException {
        records.create(Keys.snapshot(SNAPSHOT.place().volume(), SNAPSHOT.id()), value);
        UserException[] caught = new UserException[1];
        assertThatThrownBy(() ->
                        new Catalog(records).snapshot(SNAPSHOT.place().volume(), SNAPSHOT.id()))
                .isInstanceOfSatisfying(UserException.class, e -> caught[0] = e);
        return caught[0];
    }

    private static void assertDamaged(UserException e, String reason) {
        assertThat(e.kind()).isEqualTo(ErrorKind.VAULT_DAMAGED);
        assertThat(e)
                .hasMessageContaining(SNAPSHOT.id() + "' is damaged: ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {Long.MIN_VALUE, Long.MAX_VALUE, 253_402_300_800L, -62_135_596_801L, 1L << 60})
    void aTimeThatCannotBeIsDamage(long seconds) throws IOException {
        assertDamaged(read(record -> record.setTakenSeconds(seconds).setTakenNanos(5)), "time");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, 253_402_300_800L})
    void aTimeOfStoringThatCannotBeIsDamage(long seconds) throws IOException {
        assertDamaged(read(record -> record.setStoredSeconds(seconds)), "time");
    }

    @Test
    void whatIsNoMessageIsDamage() throws IOException {
        assertDamaged(read(new byte[] {1, 2, 3}), "");
    }

    /** An empty value is a message with nothing in it. */
    @Test
    void aFormatThatNeverWasIsDamage() throws IOException {
        assertDamaged(read(new byte[0]), "it has format 0");
    }

    @Test
    void theRecordOfAnotherSnapshotIsDamage() throws IOException {
        SnapshotId other = SnapshotId.parse("44444444-4444-4444-8444-444444444444");
        UserException e = read(record -> record.setSnapshotUuid(ProtoFields.bytes(other.uuid())));

        assertDamaged(
                e, "it is record 'snapshots:%s:%s'".formatted(SNAPSHOT.place().volume(), other));
    }

    @Test
    void whatALaterFirnWroteIsNoDamage() throws IOException {
        UserException e = read(record -> record.setFormat(2));

        assertThat(e.kind()).isEqualTo(ErrorKind.FAILED);
        assertThat(e).hasMessageEndingWith("it has format 2, and this Firn knows 1");
        assertThat(e.hint()).isEqualTo("use the Firn that wrote it, or a newer one");
    }
}
