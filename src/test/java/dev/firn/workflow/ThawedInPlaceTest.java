package dev.firn.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.Snapshot;
import dev.firn.report.Progress;
import dev.firn.report.UserException;
import dev.firn.storage.ThawTier;
import dev.firn.thaw.ChunkSupply;
import dev.firn.thaw.ThawNotes;
import dev.firn.thaw.ThawPlan.Amount;
import dev.firn.thaw.ThawPlan.Download;
import dev.firn.thaw.ThawSettings;
import dev.firn.vault.ChunkRead;
import dev.firn.vault.ThawJobs;
import dev.firn.vault.Vault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: chunks that are read where they are, of several snapshots, are in reach together. */
class ThawedInPlaceTest {

    private static final int READ = 1000;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before each test
    private Path home;

    /** Of each chunk a thousand bytes are read. */
    private static ChunkSupply supply(FrozenVault frozen, Vault vault, ThawSettings settings)
            throws IOException {
        List<ChunkSupply.Part> parts = new ArrayList<>();
        for (Snapshot snapshot : frozen.world.stored()) {
            parts.add(
                    new ChunkSupply.Part(
                            snapshot.id(),
                            vault.chunksOf(vault.manifest(snapshot)),
                            _ -> new ChunkRead(2, READ)));
        }
        return new ChunkSupply(
                vault.chunks(),
                parts,
                Optional.empty(),
                settings,
                new ThawNotes(
                        new ThawJobs(frozen.world.state()),
                        frozen.newest().id(),
                        "photos",
                        "/back:a"),
                Progress.SILENT);
    }

    @Test
    void allAreAskedForBeforeAnyIsRead() throws IOException {
        try (FrozenVault frozen = new FrozenVault(home);
                Vault vault = frozen.world.open(frozen.glacier)) {
            assertThat(supply(frozen, vault, frozen.settings()).bringIn(0)).isFalse();
            assertThat(frozen.thaws(ThawTier.BULK)).isEqualTo(frozen.chunks());
            frozen.pass(Duration.ofHours(47));
            assertThat(supply(frozen, vault, frozen.settings()).bringIn(0)).isFalse();
            frozen.pass(Duration.ofHours(2));
            assertThat(supply(frozen, vault, frozen.settings()).bringIn(0)).isTrue();

            assertThat(frozen.thaws(ThawTier.BULK)).isEqualTo(frozen.chunks());
            assertThat(frozen.agreedTo).hasSize(1);
        }
    }

    @Test
    void thePlanSaysWhatIsReadOfThem() throws IOException {
        try (FrozenVault frozen = new FrozenVault(home);
                Vault vault = frozen.world.open(frozen.glacier)) {
            var plan = supply(frozen, vault, frozen.settings()).plan();

            assertThat(plan.toThaw()).isEqualTo(new Amount(frozen.chunks(), frozen.storedBytes()));
            assertThat(plan.download())
                    .isEqualTo(new Download(2 * frozen.chunks(), READ * frozen.chunks()));
        }
    }

    /** It holds each snapshot's chunks, and not both. */
    @Test
    void aWindowThatDoesNotHoldThemTogetherIsRefused() throws IOException {
        try (FrozenVault frozen = new FrozenVault(home);
                Vault vault = frozen.world.open(frozen.glacier)) {
            ThawSettings small =
                    frozen.settings(
                            Optional.empty(),
                            ThawSettings.Wait.NO,
                            frozen.storedBytes() - 1,
                            1L << 60);

            assertThatThrownBy(() -> supply(frozen, vault, small))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("only %d may be", frozen.storedBytes() - 1);
            assertThat(frozen.thaws(ThawTier.BULK)).isZero();
        }
    }
}
