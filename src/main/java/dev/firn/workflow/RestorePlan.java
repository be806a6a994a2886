package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.report.Progress;
import dev.firn.storage.ThawTier;
import dev.firn.thaw.ChunkSupply;
import dev.firn.thaw.ThawPlan;
import dev.firn.vault.Vault;
import dev.firn.volume.VolumeDestination;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a restore would do. To know it, nothing is decrypted, asked for or fetched.
 *
 * @param missing what would be received, oldest first
 * @param tier with which chunks would be asked for
 */
public record RestorePlan(Snapshot target, List<Snapshot> missing, ThawPlan thaw, ThawTier tier) {

    public RestorePlan {
        missing = List.copyOf(missing);
    }

    /** Of {@link Restore#run}. */
    public static RestorePlan toDirectory(
            Vault vault,
            Lookup.Found target,
            VolumeDestination destination,
            Path directory,
            Thawing thawing)
            throws IOException {
        AtDestination there = new AtDestination(destination, vault, directory);
        List<Snapshot> missing = there.missing(target.snapshot());
        return of(
                target,
                missing,
                new NeededChunks(vault, target, missing)
                        .supply(
                                directory,
                                there.fetched(),
                                thawing,
                                thawing.settings(),
                                Progress.SILENT));
    }

    /** Of {@link Restore#stream}. */
    public static RestorePlan asStream(Vault vault, Lookup.Found target, Thawing thawing)
            throws IOException {
        List<Snapshot> one = List.of(target.snapshot());
        return of(
                target, one, new NeededChunks(vault, target, one).supply(thawing, Progress.SILENT));
    }

    private static RestorePlan of(Lookup.Found target, List<Snapshot> missing, ChunkSupply supply) {
        return new RestorePlan(target.snapshot(), missing, supply.plan(), supply.tier());
    }
}
