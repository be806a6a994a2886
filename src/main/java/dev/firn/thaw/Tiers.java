package dev.firn.thaw;

import dev.firn.storage.ThawTier;
import java.util.Locale;

/** Names of tiers, as people write them. */
public final class Tiers {

    private Tiers() {}

    /** For example {@code bulk}. */
    public static String name(ThawTier tier) {
        return tier.name().toLowerCase(Locale.ROOT);
    }
}
