package dev.firn.thaw;

import dev.firn.storage.StorageClass;
import dev.firn.thaw.ThawPlan.Amount;
import dev.firn.thaw.ThawPlan.Download;
import dev.firn.vault.ChunkRead;
import java.util.EnumMap;
import java.util.Map;

/** Counts chunks for a plan. */
final class PlanCount {

    private final Map<StorageClass, Amount> frozen = new EnumMap<>(StorageClass.class);
    private final Map<StorageClass, Amount> thawing = new EnumMap<>(StorageClass.class);
    private final Map<StorageClass, Amount> thawed = new EnumMap<>(StorageClass.class);
    private final Map<StorageClass, Amount> atHand = new EnumMap<>(StorageClass.class);
    private final Map<StorageClass, Download> downloads = new EnumMap<>(StorageClass.class);
    private Amount again = Amount.NONE;
    private Amount fetched = Amount.NONE;

    /**
     * Counts a chunk.
     *
     * @param wasAsked whether it was asked for before
     */
    void add(ChunkStates of, int chunk, boolean wasAsked) {
        Amount one = new Amount(1, of.bytes(chunk));
        StorageClass storageClass = of.storageClass(chunk);
        if (of.state(chunk) != ChunkStates.State.FETCHED) {
            ChunkRead read = of.read(chunk);
            downloads.merge(
                    storageClass, new Download(read.requests(), read.bytes()), Download::plus);
        }
        switch (of.state(chunk)) {
            case FETCHED -> fetched = fetched.plus(one);
            case AT_HAND -> atHand.merge(storageClass, one, Amount::plus);
            case THAWING -> thawing.merge(storageClass, one, Amount::plus);
            case THAWED -> thawed.merge(storageClass, one, Amount::plus);
            case FROZEN -> {
                frozen.merge(storageClass, one, Amount::plus);
                again = wasAsked ? again.plus(one) : again;
            }
        }
    }

    ThawPlan plan(long windowBytes) {
        return new ThawPlan(
                frozen, again, thawing, thawed, atHand, fetched, downloads, windowBytes);
    }
}
