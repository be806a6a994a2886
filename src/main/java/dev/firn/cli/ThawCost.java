package dev.firn.cli;

import dev.firn.cost.Bill;
import dev.firn.cost.Prices;
import dev.firn.storage.ThawTier;
import dev.firn.thaw.ThawPlan;
import java.time.Duration;

/**
 * What S3 would charge for the rest of a restore.
 *
 * @param days for which thawed chunks stay readable
 */
record ThawCost(Prices prices, int days) {

    Bill of(ThawPlan plan, ThawTier tier) {
        Bill bill = new Bill(prices);
        plan.frozen()
                .forEach((storageClass, amount) ->
                        bill.thaws(storageClass, tier, amount.chunks(), amount.bytes()));
        plan.downloads()
                .forEach((storageClass, download) -> {
                    bill.gets(storageClass, download.requests());
                    bill.downloads(storageClass, download.bytes());
                });
        // A thaw ends at the midnight after its days ("Restoring an archived object", Amazon S3
        // User Guide).
        return bill.thawedCopies(plan.toThaw().bytes(), Duration.ofDays(days + 1L));
    }
}
