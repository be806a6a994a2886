package dev.firn.workflow;

import dev.firn.thaw.ThawSettings;
import dev.firn.vault.ThawJobs;

/**
 * How chunks are thawed that are frozen.
 *
 * @param jobs where it is noted
 */
public record Thawing(ThawSettings settings, ThawJobs jobs) {}
