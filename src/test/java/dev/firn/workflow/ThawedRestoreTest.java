package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.report.ErrorKind;
import dev.firn.report.UserException;
import dev.firn.storage.ThawTier;
import dev.firn.testing.FailingObjectStore;
import dev.firn.testing.Failure;
import dev.firn.thaw.Pending;
import dev.firn.thaw.ThawPlan;
import dev.firn.thaw.ThawSettings;
import dev.firn.thaw.ThawSettings.Wait;
import dev.firn.vault.ThawJobs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Goal: a restore from a frozen vault gets there, and nothing is paid for twice. */
class ThawedRestoreTest {

    private static final Duration BULK = Duration.ofDays(2);
    private static final long ALL = 1L << 60;
    private static final int UUID_LENGTH = 36;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    @SuppressWarnings("NullAway.Init") // set before each test
    private FrozenVault frozen;

    @BeforeEach
    void store() throws IOException {
        frozen = new FrozenVault(home);
    }

    @AfterEach
    void close() throws IOException {
        frozen.close();
    }

    @Test
    void asksOnceAndGoesOnWhenTheSameIsRunAgain() throws IOException {
        Pending pending = frozen.restore().pending().orElseThrow();
        assertThat(pending.thawing().chunks()).isEqualTo(frozen.chunks());
        assertThat(pending.waiting()).isEqualTo(ThawPlan.Amount.NONE);
        assertThat(pending.ready()).isEqualTo(FrozenVault.START.plus(BULK));
        assertThat(frozen.agreedTo).hasSize(1);

        frozen.pass(Duration.ofHours(1));
        assertThat(frozen.restore().pending().orElseThrow().ready()).isEqualTo(pending.ready());
        frozen.pass(BULK);

        frozen.requireRestoredOnce(frozen.restore());
        assertThat(frozen.thawRequests()).isEqualTo(frozen.chunks());
        assertThat(frozen.agreedTo).hasSize(1);
        assertThat(frozen.directory.resolve(".firn-fetched")).doesNotExist();
        assertThat(new ThawJobs(frozen.world.state()).all()).isEmpty();
    }

    @Test
    void waits() throws IOException {
        frozen.requireRestoredOnce(
                frozen.restore(frozen.settings(Optional.empty(), Wait.UNTIL_READABLE, ALL, ALL)));
        assertThat(frozen.now()).isEqualTo(FrozenVault.START.plus(BULK));
    }

    /** What the plan says is what is used. */
    @Test
    void thePlanIsWhatIsUsedThen() throws IOException {
        ThawPlan plan = plan(frozen.settings());
        assertThat(plan.toThaw())
                .isEqualTo(new ThawPlan.Amount(frozen.chunks(), frozen.storedBytes()));
        assertThat(plan.toFetch()).isEqualTo(plan.toThaw());
        assertThat(plan.tiers()).containsExactly(ThawTier.BULK, ThawTier.STANDARD);
        assertThat(plan.within(ThawTier.BULK)).contains(BULK);
        assertThat(plan.within(ThawTier.EXPEDITED)).isEmpty();
        assertThat(frozen.thawRequests()).isZero();
        assertThat(frozen.gets()).isZero();

        frozen.restore();
        assertThat(plan(frozen.settings()).toThaw()).isEqualTo(ThawPlan.Amount.NONE);
        frozen.pass(BULK);
        frozen.requireRestoredOnce(frozen.restore());
    }

    private ThawPlan plan(ThawSettings settings) throws IOException {
        return RestorePlan.toDirectory(
                        frozen.world.open(frozen.glacier),
                        frozen.world.found(frozen.newest()),
                        frozen.destination,
                        frozen.directory,
                        frozen.world.thawing(settings))
                .thaw();
    }

    @Test
    void nothingIsThawedUnlessSomebodyAgrees() throws IOException {
        ThawSettings refused = refusing();
        assertThatThrownBy(() -> frozen.restore(refused)).hasMessage("no");
        assertThat(frozen.thawRequests()).isZero();
        assertThat(new ThawJobs(frozen.world.state()).all()).isEmpty();
    }

    private ThawSettings refusing() {
        ThawSettings usual = frozen.settings();
        return new ThawSettings(
                usual.tier(),
                usual.usualTier(),
                usual.days(),
                usual.windowBytes(),
                usual.spoolBytes(),
                usual.waiting(),
                usual.poll(),
                usual.clock(),
                usual.pause(),
                (_, _) -> {
                    throw new UserException(ErrorKind.USAGE, "no", "say yes");
                });
    }

    /** The host may lose what it noted: then somebody has to agree again, and nothing is paid. */
    @Test
    void theStoreKnowsWhatWasAskedFor() throws IOException {
        frozen.restore();
        deleteNotes();
        frozen.pass(Duration.ofHours(1));

        assertThat(frozen.restore().pending()).isPresent();
        frozen.pass(BULK);
        frozen.requireRestoredOnce(frozen.restore());
        assertThat(frozen.thawRequests()).isEqualTo(frozen.chunks());
    }

    private void deleteNotes() throws IOException {
        try (DirectoryStream<Path> notes =
                Files.newDirectoryStream(frozen.world.state().resolve("thaws"))) {
            for (Path note : notes) {
                Files.delete(note);
            }
        }
    }

    /** Before or after it takes effect, any request to thaw may fail: the next run goes on. */
    @ParameterizedTest
    @EnumSource(Failure.When.class)
    void anyRequestMayFail(Failure.When when) throws IOException {
        int calls = Math.toIntExact(frozen.chunks());
        for (int call = 0; call < calls; call++) {
            try (FrozenVault vault =
                    new FrozenVault(Files.createDirectory(home.resolve("c" + call)))) {
                Failure failure = new Failure(call, when, Failure.Kind.FAILED);
                FailingObjectStore failing = new FailingObjectStore(vault.glacier, failure);
                assertThatThrownBy(() -> vault.restore(failing, vault.settings()))
                        .hasMessageContaining("injected");
                assertThat(failure.hasHappened()).isTrue();

                assertThat(vault.restore().pending()).isPresent();
                vault.pass(BULK);
                vault.requireRestoredOnce(vault.restore());
                assertThat(vault.thaws(ThawTier.BULK)).isEqualTo(vault.chunks());
                assertThat(vault.agreedTo).hasSize(1);
            }
        }
    }

    @Test
    void whatFrozeAgainIsAskedForAgainIfSomebodyAgrees() throws IOException {
        frozen.restore();
        frozen.pass(BULK.plusDays(5));

        assertThatThrownBy(() -> frozen.restore(refusing())).hasMessage("no");
        assertThat(frozen.restore().pending()).isPresent();
        assertThat(frozen.agreedTo).hasSize(2);
        assertThat(frozen.agreedTo.getLast().again().chunks()).isEqualTo(frozen.chunks());
        frozen.pass(BULK);

        assertThat(frozen.restore().pending()).isEmpty();
        assertThat(frozen.gets()).isEqualTo(frozen.chunks());
        assertThat(frozen.thaws(ThawTier.BULK)).isEqualTo(2 * frozen.chunks());
    }

    /** The window is as wide as the larger snapshot; what is fetched makes room in it. */
    @Test
    void noMoreIsThawedAtATimeThanTheWindowHolds() throws IOException {
        long window = 3L * World.CHUNK_BYTES;
        long[] most = {0};
        frozen.inPause(() -> most[0] = Math.max(most[0], thawedBytes()));

        frozen.requireRestoredOnce(
                frozen.restore(
                        frozen.settings(Optional.empty(), Wait.UNTIL_READABLE, window, ALL)));

        assertThat(most[0]).isBetween(1L, window);
        assertThat(frozen.now()).isAfter(FrozenVault.START.plus(BULK.multipliedBy(2)));
    }

    private long thawedBytes() {
        try {
            return frozen.glacier.list("chunks/", Optional.empty()).stream()
                    .filter(object -> !fetched(object.key().name()))
                    .filter(object ->
                            switch (object.availability().state()) {
                                case THAWING, THAWED -> true;
                                case AT_HAND, FROZEN -> false;
                            })
                    .mapToLong(object -> object.bytes())
                    .sum();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Whether a chunk is on the host, or was received. */
    private boolean fetched(String key) {
        String name = fetchedName(key);
        return Files.exists(frozen.directory.resolve(".firn-fetched").resolve(name))
                || frozen.destination.received.stream()
                        .anyMatch(partial -> partial.contains(name.substring(0, UUID_LENGTH)));
    }

    /** Under which name the object of that key is kept once it is fetched. */
    private static String fetchedName(String key) {
        return key.substring("chunks/".length()).replace('/', '-');
    }

    @Test
    void aWindowInWhichASnapshotHasNoRoomIsRefusedBeforeAnythingIsAskedFor() throws IOException {
        ThawSettings small =
                frozen.settings(Optional.empty(), Wait.NO, World.CHUNK_BYTES, World.CHUNK_BYTES);
        assertThatThrownBy(() -> frozen.restore(small))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("may be thawed and kept at a time");
        assertThat(frozen.thawRequests()).isZero();
    }

    @Test
    void aFasterTierIsAskedForInThePlaceOfASlowerOne() throws IOException {
        frozen.restore();
        ThawSettings faster = frozen.settings(Optional.of(ThawTier.STANDARD), Wait.NO, ALL, ALL);

        Pending pending = frozen.restore(faster).pending().orElseThrow();
        assertThat(pending.ready()).isEqualTo(FrozenVault.START.plus(Duration.ofHours(12)));
        assertThat(frozen.agreedTo).hasSize(2);
        assertThat(frozen.restore().pending().orElseThrow().tier()).isEqualTo(ThawTier.STANDARD);
        assertThat(frozen.thaws(ThawTier.STANDARD)).isEqualTo(frozen.chunks());
        frozen.pass(Duration.ofHours(12));

        assertThat(frozen.restore(faster).pending()).isEmpty();
        assertThat(frozen.thawRequests()).isEqualTo(2 * frozen.chunks());
    }

    @Test
    void aTierThatTheClassDoesNotHaveIsRefused() {
        ThawSettings expedited =
                frozen.settings(Optional.of(ThawTier.EXPEDITED), Wait.NO, ALL, ALL);
        assertThatThrownBy(() -> frozen.restore(expedited))
                .isInstanceOfSatisfying(
                        UserException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.USAGE));
        assertThat(frozen.agreedTo).isEmpty();
    }

    /** Fetched chunks outlive the run that fetched them, and the thaw. */
    @Test
    void whatIsFetchedIsNeitherThawedNorFetchedAgain() throws IOException {
        frozen.restore();
        frozen.pass(BULK);
        frozen.destination =
                new FakeDestination() {
                    @Override
                    public Receiver receive(Path directory) {
                        throw new IllegalStateException("killed");
                    }
                };
        assertThatThrownBy(() -> frozen.restore()).hasMessage("killed");
        frozen.pass(Duration.ofDays(9));

        frozen.destination = new FakeDestination();
        assertThat(plan(frozen.settings()).fetched().chunks()).isPositive();
        Restore.Outcome outcome = frozen.restore();
        while (outcome.pending().isPresent()) {
            frozen.pass(BULK);
            outcome = frozen.restore();
        }
        assertThat(frozen.gets()).isEqualTo(frozen.chunks());
    }

    /** A power failure may leave anything in a file that was not synced. */
    @Test
    void aFetchedChunkThatWasDamagedIsFetchedAgain() throws IOException {
        frozen.restore();
        frozen.pass(BULK);
        Path fetched = Files.createDirectory(frozen.directory.resolve(".firn-fetched"));
        var chunk = frozen.glacier.list("chunks/", Optional.empty()).getFirst();
        Files.write(
                fetched.resolve(fetchedName(chunk.key().name())),
                new byte[Math.toIntExact(chunk.bytes())]);

        frozen.requireRestoredOnce(frozen.restore());
    }

    /** A restore may be killed between the last byte of a snapshot and the end of its chunks. */
    @Test
    void whatWasFetchedForWhatIsThereIsDeleted() throws IOException {
        frozen.restore();
        frozen.pass(BULK);
        frozen.restore();
        Path fetched = Files.createDirectory(frozen.directory.resolve(".firn-fetched"));
        String chunks = "chunks/" + frozen.newest().id() + "/";
        var chunk = frozen.glacier.list(chunks, Optional.empty()).getFirst();
        Path left = Files.write(fetched.resolve(fetchedName(chunk.key().name())), new byte[9]);
        String other = new UUID(7, 7) + "-0000000000000000-" + new UUID(8, 8);
        Path ofOthers = Files.createFile(fetched.resolve(other));

        assertThat(frozen.restore().received()).isEmpty();

        assertThat(left).doesNotExist();
        assertThat(ofOthers).exists();
    }

    @Test
    void aStreamWaitsUntilAllOfItIsReadable() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Restore restore =
                frozen.world.restore(frozen.glacier, new NoDestination(), frozen.settings());
        var found = frozen.world.found(frozen.newest());

        assertThat(restore.stream(found, Channels.newChannel(out))).isPresent();
        assertThat(out.size()).isZero();
        frozen.pass(BULK);
        assertThat(restore.stream(found, Channels.newChannel(out))).isEmpty();
        assertThat((long) out.size()).isEqualTo(frozen.newest().stream().bytes());
    }
}
