package dev.firn.thaw;

import dev.firn.storage.ThawTier;
import java.time.Instant;

/**
 * A thaw that is under way.
 *
 * @param thawing chunks that were asked for
 * @param waiting chunks that will be asked for when there is room in the window
 * @param ready when all that was asked for is readable, at the latest
 */
public record Pending(
        ThawPlan.Amount thawing, ThawPlan.Amount waiting, ThawTier tier, Instant ready) {}
