package dev.firn.workflow;

import dev.firn.model.Snapshot;
import dev.firn.storage.ThawTier;
import dev.firn.thaw.ThawPlan;

/**
 * What a restore of files would do.
 *
 * @param bytes of the files that are not there yet, without holes
 * @param tier with which chunks would be asked for
 */
public record FilePlan(Snapshot target, long bytes, ThawPlan thaw, ThawTier tier) {}
