package dev.firn.thaw;

import dev.firn.model.SnapshotId;
import dev.firn.vault.ThawJobs;

/**
 * Under which name a thaw is noted on the host.
 *
 * @param target the snapshot that somebody asked for
 * @param volume its volume's name
 * @param destination where it is restored to, as text
 */
public record ThawNotes(ThawJobs jobs, SnapshotId target, String volume, String destination) {}
